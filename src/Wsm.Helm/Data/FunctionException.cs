namespace Wsm.Helm.Data;

/// <summary>What a Go function returns as its error; the evaluator adds <c>error calling NAME:</c> and the template's place.</summary>
public sealed class FunctionException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>
    /// The template's author decided to stop, by <c>fail</c> or <c>required</c>: people are shown this message and the place, no call
    /// chain.
    /// </summary>
    public bool IsVerdict { get; init; }
}
