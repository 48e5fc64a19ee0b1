namespace Wsm.Helm.Data;

/// <summary>
/// Go compares strings by their UTF-8 bytes. UTF-16 agrees except that surrogates (U+10000 and up) must come after U+E000…U+FFFF.
/// </summary>
internal sealed class GoStringOrder : IComparer<string>
{
    public static GoStringOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return x is null ? (y is null ? 0 : -1) : 1;
        }

        var common = x.AsSpan().CommonPrefixLength(y);
        if (common == x.Length || common == y.Length)
        {
            return x.Length - y.Length;
        }

        char a = x[common],
            b = y[common];
        if (a >= 0xD800 && b >= 0xD800 && char.IsSurrogate(a) != char.IsSurrogate(b))
        {
            return char.IsSurrogate(a) ? 1 : -1;
        }

        return a - b;
    }
}
