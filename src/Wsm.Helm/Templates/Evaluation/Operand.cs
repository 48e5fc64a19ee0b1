using Wsm.Helm.Data;
using Wsm.Helm.Provenance;

namespace Wsm.Helm.Templates.Evaluation;

/// <summary>
/// A value on its way through a pipeline, and how Go's reflection would hold it. What comes out of a map or list of <c>interface {}</c> is
/// still wrapped
/// (<c>can't evaluate field x in type interface {}</c>; its nil is a nil interface); what comes out of a pipeline is not (<c>… in type
/// string</c>; its nil is no value at all).
/// </summary>
internal readonly struct Operand(object? data, Trace? trace, OperandState state)
{
    public object? Data { get; } = data;

    public Trace? Trace { get; } = trace;

    public OperandState State { get; } = state;

    /// <summary>There is none: no previous command in the pipeline, or a variable that was never set.</summary>
    public bool IsAbsent => State == OperandState.Absent;

    /// <summary>Go's <c>Value.IsValid</c>: false for an untyped nil.</summary>
    public bool IsValid => State is OperandState.Concrete or OperandState.Interface;

    public bool IsNilInterface => State == OperandState.Interface && Data is null;

    public Value Value => new(Data, Trace);

    /// <summary>The type that Go knows it by.</summary>
    public string TypeName => State == OperandState.Interface ? GoTypeNames.Any : GoTypes.NameOf(Data);

    /// <summary>What a function, a literal or a pipeline gives.</summary>
    public static Operand Of(Value value) =>
        new(value.Data, value.Trace, value.Data is null ? OperandState.Invalid : OperandState.Concrete);

    /// <summary>What a container of interfaces gives.</summary>
    public static Operand OfInterface(Value value) => new(value.Data, value.Trace, OperandState.Interface);

    public Operand Unwrapped() =>
        State == OperandState.Interface ? new Operand(Data, Trace, Data is null ? OperandState.Invalid : OperandState.Concrete) : this;
}

internal enum OperandState : byte
{
    Absent,
    Invalid,
    Concrete,
    Interface,
}
