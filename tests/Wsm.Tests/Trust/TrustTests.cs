using System.Security.Cryptography;
using System.Text;
using Wsm.Bundles.Locks;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Bundles;

namespace Wsm.Tests.Trust;

/// <summary>What <c>--verify-key</c> and <c>--trust</c> let through, and what they refuse.</summary>
public sealed class TrustTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private string Lock => _folder["bundle", "bundle.json"];

    private string Signature => _folder["bundle", "bundle.json.sig"];

    public async ValueTask InitializeAsync()
    {
        await WholeBundle.WriteAsync(_folder["bundle"]);
        await Openssl.MakeKeyAsync(_folder.Path, "a");
        await Openssl.MakeKeyAsync(_folder.Path, "b");
        await RunAsync("sign", "--key", "a.pem");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_signed_bundle_is_let_through_by_its_key_and_by_no_other()
    {
        var right = await RunAsync("verify", "--verify-key", "a.pub");
        var wrong = await RunAsync("verify", "--verify-key", "b.pub");
        var either = await RunAsync("verify", "--verify-key", "b.pub", "--verify-key", "a.pub");

        Assert.Equal((0, 3, 0), (right.ExitCode, wrong.ExitCode, either.ExitCode));
        Assert.Contains("is signed by a.pub (", right.Error);
        Assert.Contains("is by b.pub (", wrong.Error);
        Assert.Contains("signed with another key, or the lock was replaced", wrong.Error);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("push --registry 127.0.0.1:1")]
    [InlineData("check --registry 127.0.0.1:1")]
    [InlineData("values --registry 127.0.0.1:1 --out out")]
    [InlineData("load --docker-host unix:///none")]
    [InlineData("serve --listen 127.0.0.1:0")]
    [InlineData("apply bundle")]
    public async Task Every_command_that_uses_a_bundle_refuses_one_without_a_signature_before_it_does_anything(string verb)
    {
        File.Delete(Signature);
        var before = Snapshot.Of(_folder.Path, times: true);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        var stripped = await RunResult.OfAsync(_folder.Path, [.. verb.Split(' '), "--verify-key", "a.pub"], limit.Token);

        Assert.Equal(3, stripped.ExitCode);
        Assert.Contains("is not signed: it has no bundle.json.sig, and a signature by a.pub (", stripped.Error);
        Assert.Equal(before, Snapshot.Of(_folder.Path, times: true));
    }

    [Fact]
    public async Task Signatures_that_say_nothing_are_told_apart()
    {
        var good = await File.ReadAllTextAsync(Signature, TestContext.Current.CancellationToken);
        await WholeBundle.WriteAsync(_folder["other"], title: "Another");
        await RunAsync("sign", "--key", "a.pem", "-b", "other");

        File.Copy(_folder["other", "bundle.json.sig"], Signature, overwrite: true);
        var ofAnother = await RunAsync("verify", "--verify-key", "a.pub");
        await File.WriteAllTextAsync(Signature, "", TestContext.Current.CancellationToken);
        var empty = await RunAsync("verify", "--verify-key", "a.pub");
        await File.WriteAllTextAsync(Signature, "no base64!\n", TestContext.Current.CancellationToken);
        var garbled = await RunAsync("verify", "--verify-key", "a.pub");
        await File.WriteAllTextAsync(Signature, "AAAA\n\nno base64!\r\n" + good, TestContext.Current.CancellationToken);
        var among = await RunAsync("verify", "--verify-key", "a.pub");

        Assert.Equal((3, 3, 3, 0), (ofAnother.ExitCode, empty.ExitCode, garbled.ExitCode, among.ExitCode));
        Assert.Contains("the lock was replaced after signing", ofAnother.Error);
        Assert.Contains("holds no signature", empty.Error);
        Assert.Contains("holds no signature", garbled.Error);
    }

    [Theory]
    [InlineData("\"title\": \"Whole\"", "\"title\": \"Wholf\"")]
    [InlineData("example.org/app:1", "example.org/apq:1")]
    [InlineData("\"version\": \"1.0.0\"", "\"version\": \"1.0.1\"")]
    [InlineData("https://charts.example.org", "https://charts.example.orf")]
    [InlineData("asked for", "asked fox")]
    [InlineData("\"images\": [", "\"images\":  [")]
    [InlineData("{", "")]
    public async Task An_edited_lock_is_refused_whether_its_checksum_was_made_right_again_or_not(string from, string to)
    {
        var text = await File.ReadAllTextAsync(Lock, TestContext.Current.CancellationToken);
        Assert.Contains(from, text);
        var edited =
            text[..text.IndexOf(from, StringComparison.Ordinal)]
            + to
            + text[(text.IndexOf(from, StringComparison.Ordinal) + from.Length)..];

        await File.WriteAllTextAsync(Lock, edited, TestContext.Current.CancellationToken);
        var careless = await RunAsync("verify", "--verify-key", "a.pub");
        await File.WriteAllTextAsync(Lock, Resealed(edited), TestContext.Current.CancellationToken);
        var careful = await RunAsync("verify", "--verify-key", "a.pub");

        Assert.Equal((3, 3), (careless.ExitCode, careful.ExitCode));
        Assert.Contains("was changed after it was signed", careless.Error);
        Assert.Contains("the lock was replaced after signing", careful.Error);
    }

    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task One_signature_covers_every_file_of_the_bundle(BundleLayout layout)
    {
        await WholeBundle.WriteAsync(_folder["covered"], layout);
        await RunAsync("sign", "--key", "a.pem", "-b", "covered");
        var files = Directory
            .GetFiles(_folder["covered"], "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) is not (".wsm.lock" or "bundle.json.sig"))
            .ToList();
        Assert.Contains(files, file => file.EndsWith("spec.yaml"));
        Assert.Contains(files, file => file.EndsWith("app-1.0.0.tgz"));

        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            bytes[bytes.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
            var edited = await RunAsync("verify", "-b", "covered", "--verify-key", "a.pub");
            bytes[bytes.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
            Assert.True(edited.ExitCode == 3, $"{file}: {edited}");
        }

        _folder.Write("covered/images/more.tgz", "not the lock's");
        Assert.Equal(3, (await RunAsync("verify", "-b", "covered", "--verify-key", "a.pub")).ExitCode);
        File.Delete(_folder["covered/images/more.tgz"]);
        Assert.Equal(0, (await RunAsync("verify", "-b", "covered", "--verify-key", "a.pub")).ExitCode);
    }

    [Fact]
    public async Task Two_signers_are_two_different_keys()
    {
        File.Copy(_folder["a.pub"], _folder["a-again.pub"]);
        string[] both = ["--verify-key", "a.pub", "--verify-key", "b.pub"];

        var one = await RunAsync(["verify", .. both, "--signers", "2"]);
        var same = await RunAsync("verify", "--verify-key", "a.pub", "--verify-key", "a-again.pub", "--signers", "2");
        await RunAsync("sign", "--key", "b.pem");
        var two = await RunAsync(["verify", .. both, "--signers", "2"]);
        var alone = await RunAsync("verify", "--verify-key", "b.pub");

        Assert.Equal((3, 2, 0, 0), (one.ExitCode, same.ExitCode, two.ExitCode, alone.ExitCode));
        Assert.Contains("is signed by a.pub (", one.Error);
        Assert.Contains("alone; 2 different signers are required", one.Error);
        Assert.Contains("can never be met with 1 different keys", same.Error);
        Assert.Matches(@"is signed by a\.pub \(\w+\) and b\.pub \(\w+\): serial ", two.Error);
    }

    [Fact]
    public async Task A_folder_of_keys_counts_when_it_is_named_and_the_standard_ones_always()
    {
        Directory.CreateDirectory(_folder["keys"]);
        Directory.CreateDirectory(_folder["none"]);
        Directory.CreateDirectory(_folder["home/.config/wsm/trust"]);
        Directory.CreateDirectory(_folder["etc/wsm/trust"]);
        File.Copy(_folder["a.pub"], _folder["keys/a.pub"]);
        File.Copy(_folder["b.pub"], _folder["keys/b.pem"]);
        _folder.Write("keys/README", "keys of this site");
        var home = new Dictionary<string, string> { ["HOME"] = _folder["home"] };

        var named = await RunAsync("verify", "--trust", "keys");
        var variable = await RunResult.OfAsync(_folder.Path, ["verify"], new Dictionary<string, string> { ["WSM_TRUST"] = "keys" });
        var nothing = await RunAsync("verify", "--trust", "none");
        var emptyVariable = await RunResult.OfAsync(_folder.Path, ["verify"], new Dictionary<string, string> { ["WSM_TRUST"] = "none" });
        var emptyStandard = await RunResult.OfAsync(_folder.Path, ["verify"], home);
        File.Copy(_folder["b.pub"], _folder["home/.config/wsm/trust/b.pub"]);
        var ofUser = await RunResult.OfAsync(_folder.Path, ["verify"], home);
        var overruled = await RunResult.OfAsync(_folder.Path, ["verify", "--verify-key", "a.pub"], home);
        File.Copy(_folder["b.pub"], _folder["etc/wsm/trust/b.pub"]);
        var ofMachine = await RunOnMachineAsync(_folder["etc"], "verify");
        File.Copy(_folder["a.pub"], _folder["etc/wsm/trust/a.pub"]);
        var ofMachineToo = await RunOnMachineAsync(_folder["etc"], "verify");
        _folder.Write("keys/broken.pem", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
        var broken = await RunAsync("verify", "--trust", "keys");

        Assert.Equal(
            (0, 0, 2, 2, 0),
            (named.ExitCode, variable.ExitCode, nothing.ExitCode, emptyVariable.ExitCode, emptyStandard.ExitCode)
        );
        Assert.Equal((3, 0, 3, 0, 2), (ofUser.ExitCode, overruled.ExitCode, ofMachine.ExitCode, ofMachineToo.ExitCode, broken.ExitCode));
        Assert.Contains("is signed by keys/a.pub (", named.Error);
        Assert.Contains("holds no public key", nothing.Error);
        Assert.Contains("keys/broken.pem", broken.Error);
    }

    [Fact]
    public async Task A_repair_must_be_signed_too()
    {
        await WholeBundle.WriteAsync(_folder["good"]);

        var unsigned = await RunAsync("apply", "good", "--verify-key", "a.pub");
        await RunAsync("sign", "--key", "a.pem", "-b", "good");
        var signed = await RunAsync("apply", "good", "--verify-key", "a.pub");

        Assert.Equal((3, 0), (unsigned.ExitCode, signed.ExitCode));
        Assert.True(File.Exists(Signature));
        Assert.Equal(0, (await RunAsync("verify", "--verify-key", "a.pub")).ExitCode);
    }

    [Fact]
    public async Task A_signature_travels_with_a_packed_bundle_and_is_demanded_there_too()
    {
        Assert.Equal(0, (await RunAsync("pack", "whole.wsm", "--verify-key", "a.pub")).ExitCode);

        var right = await RunAsync("verify", "-b", "whole.wsm", "--verify-key", "a.pub");
        var wrong = await RunAsync("verify", "-b", "whole.wsm", "--verify-key", "b.pub");
        var notUnpacked = await RunAsync("unpack", "whole.wsm", "-b", "refused", "--verify-key", "b.pub");
        var unpacked = await RunAsync("unpack", "whole.wsm", "-b", "unpacked", "--verify-key", "a.pub");
        var after = await RunAsync("verify", "-b", "unpacked", "--verify-key", "a.pub");
        var signed = await RunAsync("sign", "-b", "whole.wsm", "--key", "b.pem");

        Assert.Equal(
            (0, 3, 3, 0, 0, 2),
            (right.ExitCode, wrong.ExitCode, notUnpacked.ExitCode, unpacked.ExitCode, after.ExitCode, signed.ExitCode)
        );
        Assert.False(Directory.Exists(_folder["refused"]));
        Assert.Contains("packed bundle", signed.Error);
    }

    [Fact]
    public async Task A_packed_bundle_without_a_signature_leaves_none_of_an_earlier_one_behind()
    {
        await WholeBundle.WriteAsync(_folder["other"], title: "Another");
        Assert.Equal(0, (await RunAsync("pack", "other.wsm", "-b", "other")).ExitCode);

        var unpacked = await RunAsync("unpack", "other.wsm", "-b", "bundle");

        Assert.Equal(0, unpacked.ExitCode);
        Assert.False(File.Exists(Signature));
    }

    [Fact]
    public async Task A_signed_bundle_whose_archives_were_changed_is_not_loaded()
    {
        var archive = _folder["bundle", "images/docker.io/library/many/1.tgz"];
        var bytes = await File.ReadAllBytesAsync(archive, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(archive, bytes, TestContext.Current.CancellationToken);
        await using var engine = await DockerEngine.StartAsync();

        var loaded = await RunAsync("load", "--docker-host", $"unix://{engine.Socket}", "--verify-key", "a.pub");

        Assert.Equal(3, loaded.ExitCode);
        Assert.Contains("its files are not what was signed", loaded.Error);
        Assert.DoesNotContain("✓", loaded.Output);
    }

    private static string Resealed(string text)
    {
        var property = text.LastIndexOf("\"checksum\": \"sha256:", StringComparison.Ordinal) + 20;
        var blank = text[..property] + new string('0', 64) + text[(property + 64)..];
        return blank[..property]
            + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(blank.TrimEnd('\n'))))
            + blank[(property + 64)..];
    }

    private Task<RunResult> RunOnMachineAsync(string configuration, params string[] arguments) =>
        RunResult.OfAsync(
            (output, error) =>
                new()
                {
                    Out = output,
                    Error = error,
                    CurrentDirectory = _folder.Path,
                    SystemConfiguration = configuration,
                },
            arguments
        );

    private Task<RunResult> RunAsync(params string[] arguments) => RunResult.OfAsync(_folder.Path, arguments);
}
