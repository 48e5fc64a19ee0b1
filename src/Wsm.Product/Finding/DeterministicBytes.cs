namespace Wsm.Product.Finding;

/// <summary>
/// Bytes that look random and are the same every time: names and passwords that a chart makes up stay the same from one rendering to the
/// next. No secret is ever made of them.
/// </summary>
internal sealed class DeterministicBytes
{
    private ulong _state = 0x9E3779B97F4A7C15;

    public void Fill(Span<byte> bytes)
    {
        foreach (ref var next in bytes)
        {
            _state ^= _state << 13;
            _state ^= _state >> 7;
            _state ^= _state << 17;
            next = (byte)(_state >> 32);
        }
    }
}
