namespace Wsm.Helm.Values.Merging;

/// <summary>
/// Values that cannot be put together: a file that is no YAML, a <c>--set</c> that says nothing, a sub-chart's values that are no map. The
/// message is helm's.
/// </summary>
public sealed class ValuesException : Exception
{
    public ValuesException(string message)
        : base(message) { }

    /// <summary>The message for those who must not see what the values are; null where it shows none.</summary>
    public string? WithoutValues { get; init; }

    public ValuesException(string message, Exception inner)
        : base(message, inner) { }
}
