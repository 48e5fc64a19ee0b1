namespace Wsm.Helm.Charts;

/// <summary>A chart that cannot be loaded or used. The message is Helm's where Helm has one.</summary>
public sealed class ChartException : Exception
{
    public ChartException(string message)
        : base(message) { }

    public ChartException(string message, Exception inner)
        : base(message, inner) { }
}
