using Wsm.Peers;
using Wsm.Tests.Bundles;
using Wsm.Tests.Trust;

namespace Wsm.Tests.Attacks;

/// <summary>A policy that cannot be read is a refusal, and where there is one every command obeys it.</summary>
public sealed class HostileTrustTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private string TrustFolder => _folder["home", ".config", "wsm", "trust"];

    public async ValueTask InitializeAsync()
    {
        await WholeBundle.WriteAsync(_folder["bundle"]);
        await Openssl.MakeKeyAsync(_folder.Path, "a");
        _folder.Write("c.yaml", ImageCatalog.Of(["127.0.0.1:1/x:1"]));
        Directory.CreateDirectory(Path.GetDirectoryName(TrustFolder)!);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_trust_folder_that_is_a_link_to_nowhere_is_no_missing_one()
    {
        Directory.CreateSymbolicLink(TrustFolder, _folder["unmounted"]);

        var run = await RunAsync("verify");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("cannot be read", run.Error);
    }

    [Fact]
    public async Task Neither_is_one_below_such_a_link()
    {
        Directory.Delete(_folder["home", ".config", "wsm"]);
        Directory.CreateSymbolicLink(_folder["home", ".config", "wsm"], _folder["unmounted"]);

        Assert.Equal(2, (await RunAsync("verify")).ExitCode);
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_folder_is_refused()
    {
        File.WriteAllText(TrustFolder, "");

        Assert.Equal(2, (await RunAsync("verify")).ExitCode);
    }

    [Theory]
    [InlineData("key.txt")]
    [InlineData("ec.key")]
    [InlineData("release")]
    public async Task A_key_whose_name_would_not_count_is_refused(string name)
    {
        Directory.CreateDirectory(TrustFolder);
        File.Copy(_folder["a.pub"], Path.Combine(TrustFolder, name));

        var run = await RunAsync("verify");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("would not count by its name", run.Error);
    }

    [Fact]
    public async Task Where_no_folder_is_nothing_is_asked() => Assert.Equal(0, (await RunAsync("verify")).ExitCode);

    [Theory]
    [MemberData(nameof(BundleReaders.All), MemberType = typeof(BundleReaders))]
    public async Task Every_command_that_reads_a_bundle_obeys_the_standing_policy(string command)
    {
        FolderCopy.Make(_folder["bundle"], _folder["other", "bundle"]);
        Assert.Equal(0, (await RunAsync("pack", "bundle.wsm")).ExitCode);
        Directory.CreateDirectory(TrustFolder);
        File.Copy(_folder["a.pub"], Path.Combine(TrustFolder, "a.pub"));
        var before = Snapshot.Of(_folder["bundle"], times: true);

        var run = await RunAsync(command.Split(' '));

        Assert.Equal((3, true), (run.ExitCode, run.Error.Contains("is not signed", StringComparison.Ordinal)));
        Assert.Equal(before, Snapshot.Of(_folder["bundle"], times: true));
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("push --registry 127.0.0.1:1")]
    [InlineData("serve --listen 192.0.2.1:5000 --plain-http")]
    public async Task An_older_bundle_that_helps_out_must_be_signed_as_well(string command)
    {
        FolderCopy.Make(_folder["bundle"], _folder["other", "bundle"]);
        Assert.Equal(0, (await RunAsync("sign", "--key", "a.pem")).ExitCode);

        var run = await RunAsync([.. command.Split(' '), "--base", "other/bundle", "--verify-key", "a.pub"]);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("other/bundle' is not signed", run.Error);
    }

    [Fact]
    public async Task A_key_of_one_product_vouches_for_no_other()
    {
        Assert.Equal(0, (await RunAsync("sign", "--key", "a.pem")).ExitCode);
        var name = Wsm.Bundles.Reading.LockReader.Read(_folder["bundle"]).Name;
        Directory.CreateDirectory(Path.Combine(TrustFolder, "another"));
        File.Copy(_folder["a.pub"], Path.Combine(TrustFolder, "another", "a.pub"));

        var refused = await RunAsync("verify");
        Directory.CreateDirectory(Path.Combine(TrustFolder, name));
        File.Copy(_folder["a.pub"], Path.Combine(TrustFolder, name, "a.pub"));
        var taken = await RunAsync("verify");

        Assert.Equal((3, 0), (refused.ExitCode, taken.ExitCode));
        Assert.Contains("count for others alone", refused.Error);
    }

    [Fact]
    public async Task A_key_with_a_compressed_point_is_refused_by_name()
    {
        await Tool.RunAsync(
            "openssl",
            ["ec", "-pubin", "-in", _folder["a.pub"], "-pubout", "-conv_form", "compressed", "-out", _folder["c.pub"]]
        );

        var run = await RunAsync("verify", "--verify-key", "c.pub");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("its point is compressed", run.Error);
    }

    private Task<RunResult> RunAsync(params string[] arguments) =>
        RunResult.OfAsync(
            _folder.Path,
            arguments,
            new Dictionary<string, string> { ["HOME"] = _folder["home"] },
            TestContext.Current.CancellationToken
        );
}
