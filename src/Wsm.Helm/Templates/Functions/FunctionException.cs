namespace Wsm.Helm.Templates.Functions;

/// <summary>What a Go function returns as its error; the evaluator adds <c>error calling NAME:</c> and the template's place.</summary>
public sealed class FunctionException(string message) : Exception(message);
