using System.Collections.Concurrent;

namespace Wsm.Bundles.Files;

/// <summary>Buffers of a whole number of stored blocks, pinned, so that gather writes of them cost nothing extra.</summary>
internal sealed class BufferPool
{
    public const int BufferLength = 16 * GzipMember.BlockCapacity;
    private readonly ConcurrentBag<byte[]> _free = [];

    public byte[] Rent() => _free.TryTake(out var buffer) ? buffer : GC.AllocateUninitializedArray<byte>(BufferLength, pinned: true);

    public void Return(byte[] buffer) => _free.Add(buffer);
}
