namespace Wsm.Helm.Charts.Loading;

internal static class ByteOrderMark
{
    public static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> bytes) => bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
}
