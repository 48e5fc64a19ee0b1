namespace Wsm.Helm.Values;

/// <summary>Values that cannot be put together: a file that is no YAML, a <c>--set</c> that says nothing, a sub-chart's values that are no map. The message is helm's.</summary>
public sealed class ValuesException : Exception
{
    public ValuesException(string message)
        : base(message) { }

    public ValuesException(string message, Exception inner)
        : base(message, inner) { }
}
