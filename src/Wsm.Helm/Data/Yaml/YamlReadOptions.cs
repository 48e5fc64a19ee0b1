using Wsm.Helm.Provenance;

namespace Wsm.Helm.Data.Yaml;

public sealed record YamlReadOptions
{
    /// <summary>Where the text came from. Each scalar then gets the trace of the stretch of text it was read from.</summary>
    public Trace? Trace { get; init; }

    /// <summary>
    /// Integers stay <see cref="long"/> or <see cref="ulong"/> instead of becoming float64: for whoever reads a document into fields of
    /// known type,
    /// where <c>version: 20240101</c> must stay what it is.
    /// </summary>
    public bool KeepIntegers { get; init; }
}
