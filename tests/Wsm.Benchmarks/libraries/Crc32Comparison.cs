using System.Diagnostics;
using System.IO.Hashing;

namespace Wsm.Benchmarks.Libraries;

/// <summary>System.IO.Hashing.</summary>
internal static class Crc32Comparison
{
    private const int Slice = 64 * 1024;
    private const int Slices = 65_536;

    public static void Run()
    {
        var data = new byte[Slice];
        new Random(1).NextBytes(data);
        var wrong = Enumerable
            .Range(0, 2000)
            .Count(length => Crc32.HashToUInt32(data.AsSpan(0, length)) != ByDefinition(data.AsSpan(0, length)));
        Console.WriteLine($"System.IO.Hashing differs from the definition at {wrong} of 2000 lengths");

        var crc = new Crc32();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Slices; i++)
        {
            crc.Append(data);
        }

        Console.WriteLine($"{(double)Slice * Slices / (1 << 30) / clock.Elapsed.TotalSeconds:0.0} GiB/s");
    }

    private static uint ByDefinition(ReadOnlySpan<byte> data)
    {
        var crc = ~0u;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xedb88320;
            }
        }

        return ~crc;
    }
}
