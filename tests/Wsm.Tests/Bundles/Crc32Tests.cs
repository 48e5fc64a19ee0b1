using System.Text;
using Wsm.Bundles.Archives;

namespace Wsm.Tests.Bundles;

public sealed class Crc32Tests
{
    [Fact]
    public void The_check_value_of_the_standard_is_computed()
    {
        Assert.Equal(0xcbf43926u, Crc32.Of(Encoding.ASCII.GetBytes("123456789")));
    }

    [Fact]
    public void Every_length_and_every_way_to_cut_it_agree_with_the_definition()
    {
        var random = new Random(32);
        var data = new byte[2000];
        random.NextBytes(data);
        for (var length = 0; length <= data.Length; length += length < 300 ? 1 : 97)
        {
            var expected = ByDefinition(data.AsSpan(0, length));
            var cut = random.Next(length + 1);
            var crc = new Crc32();
            crc.Append(data.AsSpan(0, cut));
            crc.Append(data.AsSpan(cut, length - cut));
            Assert.Equal(expected, Crc32.Of(data.AsSpan(0, length)));
            Assert.Equal(expected, crc.Value);
        }
    }

    private static uint ByDefinition(ReadOnlySpan<byte> data)
    {
        var crc = ~0u;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xedb88320;
        }

        return ~crc;
    }
}
