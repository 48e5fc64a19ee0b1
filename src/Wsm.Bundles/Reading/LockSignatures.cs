namespace Wsm.Bundles.Reading;

/// <summary>What lies beside a lock to vouch for it.</summary>
/// <param name="Plain">What <c>bundle.json.sig</c> holds; null where there is none.</param>
/// <param name="Statement">What <c>bundle.json.dsse</c> holds; null where there is none.</param>
public readonly record struct LockSignatures(ReadOnlyMemory<byte>? Plain, ReadOnlyMemory<byte>? Statement)
{
    public static LockSignatures Of(byte[]? plain, byte[]? statement) => new(Memory(plain), Memory(statement));

    private static ReadOnlyMemory<byte>? Memory(byte[]? bytes) => bytes is null ? (ReadOnlyMemory<byte>?)null : bytes;
}
