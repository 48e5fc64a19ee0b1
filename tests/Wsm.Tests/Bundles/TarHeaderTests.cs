using System.Formats.Tar;
using Wsm.Bundles.Archives;
using Wsm.Peers;

namespace Wsm.Tests.Bundles;

public sealed class TarHeaderTests
{
    [Theory]
    [InlineData("oci-layout", 30)]
    [InlineData("blobs/sha256/0123", 0x1_ffff_ffffL)]
    [InlineData("blobs/sha256/0123", 0x2_0000_0000L)]
    [InlineData("blobs/sha256/0123", 1L << 43)]
    public async Task What_is_written_is_read_back_and_means_the_same_to_tar(string name, long size)
    {
        using var folder = new TemporaryFolder();
        var head = TarHeader.Write(name, size);
        var path = folder.Write("sparse.tar", head);
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write))
        {
            RandomAccess.SetLength(file, head.Length + TarHeader.Padded(size) + TarHeader.EndLength);
        }

        Assert.True(TarHeader.TryRead(head, out var readName, out var readSize));
        Assert.Equal((name, size), (readName, readSize));
        var listed = await Tool.RunAsync("tar", ["--list", "--verbose", "--file", path]);
        Assert.Matches($@"^-rw-r--r-- 0/0 +{size} 1970-01-01 .* {name}\n$", listed.Output);
    }

    [Fact]
    public void A_name_over_100_bytes_is_read_whole()
    {
        var name = "blobs/sha512/" + new string('a', 128);

        var head = TarHeader.Write(name, 0);

        Assert.True(TarHeader.TryRead(head, out var readName, out _));
        Assert.Equal(name, readName);
        using var reader = new TarReader(new MemoryStream(head));
        Assert.Equal(name, reader.GetNextEntry()!.Name);
    }

    [Fact]
    public void A_header_with_any_bit_changed_is_refused()
    {
        var head = TarHeader.Write("blobs/sha256/0123", 77);
        for (var bit = 0; bit < head.Length * 8; bit++)
        {
            var changed = head.ToArray();
            changed[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(TarHeader.TryRead(changed, out _, out _), $"bit {bit}");
        }
    }
}
