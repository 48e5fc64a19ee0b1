namespace Wsm.Helm.Provenance;

/// <summary>Who set a value: which layer (a chart's own values, a channel, a file, a flag) under which name people know it by.</summary>
public sealed record ValueSource(ValueLayer Layer, string Name)
{
    /// <summary>Of a value that no layer sets: a key that a template asked for and nobody gave.</summary>
    public static ValueSource Absent { get; } = new(ValueLayer.Absent, "");
}

public enum ValueLayer
{
    Absent,
    ChartDefault,
    Channel,
    Catalog,
    File,
    Flag,
    Relocation,
}
