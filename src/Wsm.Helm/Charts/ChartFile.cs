using Wsm.Helm.Data;

namespace Wsm.Helm.Charts;

/// <summary>A file of a chart, without a byte order mark.</summary>
/// <param name="Name">The path inside the chart, with <c>/</c>: <c>templates/service.yaml</c>.</param>
public sealed record ChartFile(string Name, ReadOnlyMemory<byte> Bytes)
{
    private string? _text;

    public string Text => _text ??= GoText.FromBytes(Bytes.Span);
}
