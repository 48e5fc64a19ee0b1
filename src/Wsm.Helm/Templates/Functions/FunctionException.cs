namespace Wsm.Helm.Templates.Functions;

/// <summary>What a Go function returns as its error; the evaluator adds <c>error calling NAME:</c> and the template's place.</summary>
/// <param name="deliberate">Raised by <c>fail</c> or <c>required</c>: the chart's author speaks, and helm prints the message without frames.</param>
public sealed class FunctionException(string message, bool deliberate = false) : Exception(message)
{
    public bool Deliberate { get; } = deliberate;
}
