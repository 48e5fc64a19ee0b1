using Wsm.Oci.Content;
using static Wsm.Oci.Tests.Registry.Samples;

namespace Wsm.Oci.Tests.Content;

public sealed class VerifyingStreamTests
{
    private static readonly byte[] Right = Bytes(1000);

    [Fact]
    public async Task What_is_right_passes_unchanged() =>
        Assert.Equal(Right, await ReadAllAsync(new VerifyingStream(new MemoryStream(Right), Describe(Right))));

    /// <summary>Who reads exactly as many bytes as were promised never asks for the end.</summary>
    [Fact]
    public async Task The_last_bytes_are_held_back_when_the_whole_is_wrong()
    {
        var wrong = (byte[])[.. Right];
        wrong[0] ^= 1;
        await using var stream = new VerifyingStream(new MemoryStream(wrong), Describe(Right));
        await stream.ReadExactlyAsync(new byte[999], Token);

        await Assert.ThrowsAsync<IntegrityException>(async () => await stream.ReadExactlyAsync(new byte[1], Token));
    }

    [Theory]
    [InlineData(-1, "ends after 999 of 1000 bytes")]
    [InlineData(1, "longer than its 1000 bytes")]
    public async Task Another_length_is_refused(int difference, string expected)
    {
        var content = Bytes(1000 + difference);

        var error = await Assert.ThrowsAsync<IntegrityException>(() =>
            ReadAllAsync(new VerifyingStream(new MemoryStream(content), Describe(Right)))
        );

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_blob_is_checked_although_there_is_nothing_to_read() =>
        Assert.Throws<IntegrityException>(() => new VerifyingStream(Stream.Null, Describe(Right) with { Size = 0 }));

    [Fact]
    public async Task Who_knows_more_of_the_place_says_it()
    {
        var stream = new VerifyingStream(Stream.Null, Describe(Right), problem => new IntegrityException($"in the bundle, {problem}"));

        var error = await Assert.ThrowsAsync<IntegrityException>(() => ReadAllAsync(stream));

        Assert.Equal("in the bundle, it ends after 0 of 1000 bytes", error.Message);
    }
}
