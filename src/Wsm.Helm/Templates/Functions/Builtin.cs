namespace Wsm.Helm.Templates.Functions;

/// <summary>Go's own functions that the evaluator treats apart.</summary>
internal enum Builtin
{
    None,
    And,
    Or,
    Len,
    Call,
}
