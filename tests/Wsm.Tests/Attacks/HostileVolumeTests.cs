using Wsm.Bundles.Archives;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Packing;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Volumes;
using Wsm.Peers;
using Wsm.Tests.Bundles;
using Wsm.Tests.Trust;

namespace Wsm.Tests.Attacks;

/// <summary>Volumes that hold more or other things than the signed lock in them says: other tools would take those.</summary>
public sealed class HostileVolumeTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public async ValueTask InitializeAsync()
    {
        await WholeBundle.WriteAsync(_folder["bundle"]);
        await Openssl.MakeKeyAsync(_folder.Path, "a");
        await RunAsync("sign", "--key", "a.pem");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_volume_that_is_as_it_should_be_is_intact_though_it_was_written_by_this_test()
    {
        Write("v.wsm", contents => contents);

        var run = await VerifyAsync("v.wsm");

        Assert.Equal((0, ""), (run.ExitCode, run.ExitCode == 0 ? "" : run.Output));
    }

    [Theory]
    [InlineData("images/index.json")]
    [InlineData("images/oci-layout")]
    public async Task A_document_that_names_other_images_is_found(string name)
    {
        Write("v.wsm", contents =>
            contents with
            {
                Head =
                [
                    .. contents.Head.Select(file =>
                        file.Name == name ? file with { Content = "{\"schemaVersion\":2,\"manifests\":[]}"u8.ToArray() } : file
                    ),
                ],
            }
        );

        var run = await VerifyAsync("v.wsm");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains(name, run.Output);
        Assert.Contains("not what the lock describes", run.Output);
    }

    [Theory]
    [InlineData("charts/evil.tgz")]
    [InlineData("images/blobs/sha256/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("etc/passwd")]
    public async Task What_the_lock_does_not_know_is_found_in_the_head_and_among_the_entries(string name)
    {
        byte[] evil = [1, 2, 3];
        var digest = Wsm.Oci.References.Digest.Of(evil);
        Write("head.wsm", contents => contents with { Head = [.. contents.Head, new PackedFile(name, evil)] });
        Write("entry.wsm", contents =>
            contents with
            {
                Entries =
                [
                    .. contents.Entries,
                    new PackedEntry(name, digest, evil.Length, offset => new MemoryStream(evil, (int)offset, evil.Length - (int)offset)),
                ],
            }
        );

        foreach (var volume in (string[])["head.wsm", "entry.wsm"])
        {
            var run = await VerifyAsync(volume);
            Assert.Equal(3, run.ExitCode);
            Assert.Contains(name, run.Output);
            Assert.Contains("the lock does not know it", run.Output);
        }
    }

    [Fact]
    public async Task A_head_without_the_documents_that_other_tools_read_is_found()
    {
        Write("v.wsm", contents => contents with { Head = [.. contents.Head.Where(file => file.Name != "images/index.json")] });

        var run = await VerifyAsync("v.wsm");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("images/index.json", run.Output);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(10_000)]
    public async Task A_header_that_counts_more_volumes_than_there_can_be_is_damaged(int volumes)
    {
        Write("v.wsm", contents => contents);
        var bytes = File.ReadAllBytes(_folder["v.wsm"]);
        Assert.Equal(VolumeState.Sound, VolumeHeader.Read(bytes, out var header));
        (header! with { Volumes = volumes }).Write().CopyTo(bytes, 0);
        File.WriteAllBytes(_folder["v.wsm"], bytes);

        var run = await VerifyAsync("v.wsm");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The header of volume", run.Error);
    }

    private void Write(string name, Func<PackContents, PackContents> change)
    {
        using var bundle = Bundle.Open(_folder["bundle"]);
        var contents = change(PackContents.Of(bundle));
        var layout = VolumePlanner.Plan(contents, null);
        var parts = layout.PartsOf(1);
        using var entries = new EntryHasher((_, _) => { });
        using var walk = new VolumeWalk(parts, entries, _ => { });
        using var file = File.Create(_folder[name]);
        foreach (var part in parts)
        {
            var bytes = part.Known.ToArray();
            if (part.Entry is { } entry)
            {
                bytes = new byte[part.Length];
                using var stream = contents.Entries.Single(source => source.Name == entry.Name).Open(part.Offset);
                stream.ReadExactly(bytes);
            }

            walk.Pass(bytes);
            file.Write(bytes);
        }

        file.Write(VolumeLayout.Tail(walk.Sum()));
    }

    private Task<RunResult> VerifyAsync(string volume) => RunAsync("verify", "-b", volume, "--verify-key", "a.pub", "-o", "json");

    private Task<RunResult> RunAsync(params string[] arguments) =>
        RunResult.OfAsync(_folder.Path, arguments, TestContext.Current.CancellationToken);
}
