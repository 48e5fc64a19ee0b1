using System.Text.Json;
using Wsm.Peers;

namespace Wsm.Tests.Trust;

/// <summary><c>wsm sign</c> and <c>download --sign-key</c>: what comes out, and what real openssl says to it.</summary>
public sealed class SignTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private string Signature => _folder["bundle", "bundle.json.sig"];

    public async ValueTask InitializeAsync()
    {
        await WholeBundle.WriteAsync(_folder["bundle"]);
        await Openssl.MakeKeyAsync(_folder.Path, "a");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("EC", Openssl.Curve)]
    [InlineData("RSA", "rsa_keygen_bits:3072")]
    [InlineData("ED25519", null)]
    public async Task The_signature_is_one_that_openssl_verifies_over_the_lock_itself(string algorithm, string? option)
    {
        await Openssl.MakeKeyAsync(_folder.Path, "key", algorithm, option);

        var signed = await RunAsync("sign", "--key", "key.pem");

        Assert.Equal(0, signed.ExitCode);
        Assert.Contains("Signed by key.pem (", signed.Output);
        var text = await File.ReadAllTextAsync(Signature, TestContext.Current.CancellationToken);
        Assert.Single(text.TrimEnd('\n').Split('\n'));
        _folder.Write("signature", Convert.FromBase64String(text));
        await Openssl.VerifyAsync(_folder.Path, "key.pub", "signature", "bundle/bundle.json");
        Assert.Equal(0, (await RunAsync("verify", "--verify-key", "key.pub")).ExitCode);
    }

    [Fact]
    public async Task Signing_twice_changes_nothing_and_two_keys_make_two_lines()
    {
        await Openssl.MakeKeyAsync(_folder.Path, "b");
        await RunAsync("sign", "--key", "a.pem");
        var once = await File.ReadAllTextAsync(Signature, TestContext.Current.CancellationToken);

        var again = await RunAsync("sign", "--key", "a.pem", "-o", "json");
        var twice = await File.ReadAllTextAsync(Signature, TestContext.Current.CancellationToken);
        var other = await RunAsync("sign", "--key", "b.pem", "-o", "json");
        var both = await File.ReadAllLinesAsync(Signature, TestContext.Current.CancellationToken);
        await RunAsync("sign", "--key", "b.pem", "--replace");
        var alone = await File.ReadAllLinesAsync(Signature, TestContext.Current.CancellationToken);

        Assert.True(again.ExitCode == 0 && other.ExitCode == 0, again.ToString() + other);
        Assert.Equal(once, twice);
        Assert.False(JsonDocument.Parse(again.Output).RootElement.GetProperty("changed").GetBoolean());
        Assert.Equal(2, JsonDocument.Parse(other.Output).RootElement.GetProperty("signatures").GetInt32());
        Assert.Equal(2, both.Length);
        Assert.Equal(once.TrimEnd('\n'), both[0]);
        Assert.Equal(both[1], Assert.Single(alone));
    }

    [Fact]
    public async Task A_passphrase_comes_from_a_file_or_the_environment()
    {
        await Openssl.RunAsync(_folder.Path, "pkey", "-in", "a.pem", "-aes256", "-passout", "pass:open sesame", "-out", "locked.pem");
        _folder.Write("passphrase", "open sesame\n");

        var without = await RunAsync("sign", "--key", "locked.pem");
        var file = await RunAsync("sign", "--key", "locked.pem", "--key-passphrase-file", "passphrase");
        var own = await RunResult.OfAsync(
            _folder.Path,
            ["sign", "--key", "locked.pem"],
            new Dictionary<string, string> { ["WSM_KEY_PASSWORD"] = "open sesame" }
        );
        var cosign = await RunResult.OfAsync(
            _folder.Path,
            ["sign", "--key", "locked.pem"],
            new Dictionary<string, string> { ["COSIGN_PASSWORD"] = "open sesame" }
        );

        Assert.Equal((2, 0, 0, 0), (without.ExitCode, file.ExitCode, own.ExitCode, cosign.ExitCode));
        Assert.Contains("--key-passphrase-file", without.Error);
    }

    [Fact]
    public async Task A_lock_that_was_changed_or_is_not_finished_is_not_signed()
    {
        var path = _folder["bundle", "bundle.json"];
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(path, text.Replace("Whole", "Other"), TestContext.Current.CancellationToken);
        var changed = await RunAsync("sign", "--key", "a.pem");
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        _folder.Write("bundle/bundle.json.partial", text);
        var unfinished = await RunAsync("sign", "--key", "a.pem");
        var nothing = await RunAsync("sign", "--key", "a.pem", "-b", "nowhere");

        Assert.Equal((3, 1, 2), (changed.ExitCode, unfinished.ExitCode, nothing.ExitCode));
        Assert.Contains("its checksum does not match", changed.Error);
        Assert.Contains("is not finished", unfinished.Error);
        Assert.False(File.Exists(Signature));
        Assert.False(Directory.Exists(_folder["nowhere"]));
    }

    [Fact]
    public async Task A_download_signs_and_another_one_never_leaves_an_old_signature_beside_a_new_lock()
    {
        await using var registry = await RegistryProcess.StartAsync();
        await TestImagesPush.PushAsync(registry.Host, "one", "1", TestImages.Random(85, 1000));
        await TestImagesPush.PushAsync(registry.Host, "two", "1", TestImages.Random(86, 1000));
        var one = _folder.Write("one.yaml", ImageCatalog.Of([$"{registry.Host}/one:1"]));
        var two = _folder.Write("two.yaml", ImageCatalog.Of([$"{registry.Host}/one:1", $"{registry.Host}/two:1"]));

        var wrong = await RunAsync("download", "--catalog", one, "-b", "d", "--sign-key", "a.pub");
        var begun = Directory.Exists(_folder["d"]);
        var first = await RunAsync("download", "--catalog", one, "-b", "d", "--sign-key", "a.pem");
        var signed = await RunAsync("verify", "-b", "d", "--verify-key", "a.pub");
        var same = await RunAsync("download", "--catalog", one, "-b", "d");
        var kept = File.Exists(_folder["d", "bundle.json.sig"]);
        var grown = await RunAsync("download", "--catalog", two, "-b", "d");
        var dropped = !File.Exists(_folder["d", "bundle.json.sig"]);
        var again = await RunAsync("download", "--catalog", two, "-b", "d", "--sign-key", "a.pem");
        Assert.True(again.ExitCode == 0, again.Error + again.Output);
        var resigned = await RunAsync("verify", "-b", "d", "--verify-key", "a.pub");

        Assert.True(first.ExitCode == 0, first.ToString());
        Assert.True(resigned.ExitCode == 0, resigned.Error + resigned.Output);
        Assert.Equal((2, false), (wrong.ExitCode, begun));
        Assert.Equal((0, 0, 0, 0, 0), (first.ExitCode, signed.ExitCode, same.ExitCode, grown.ExitCode, resigned.ExitCode));
        Assert.True(kept);
        Assert.DoesNotContain("signature", same.Error);
        Assert.True(dropped);
        Assert.Contains("the signature was removed", grown.Error);
    }

    [Theory]
    [InlineData("archives")]
    [InlineData("oci")]
    public async Task A_signed_delta_makes_a_signed_bundle(string layout)
    {
        await using var registry = await RegistryProcess.StartAsync();
        await TestImagesPush.PushAsync(registry.Host, "one", "1", TestImages.Random(102, 5000));
        await TestImagesPush.PushAsync(registry.Host, "two", "1", TestImages.Random(103, 6000));
        var one = _folder.Write("one.yaml", ImageCatalog.Of([$"{registry.Host}/one:1"]));
        var two = _folder.Write("two.yaml", ImageCatalog.Of([$"{registry.Host}/one:1", $"{registry.Host}/two:1"]));
        Assert.Equal(0, (await RunAsync("download", "--catalog", one, "-b", "old", "--layout", layout, "--sign-key", "a.pem")).ExitCode);
        Assert.Equal(0, (await RunAsync("inventory", "-b", "old", "--out", "have.json")).ExitCode);
        var delta = await RunAsync("download", "--catalog", two, "-b", "delta", "--have", "have.json", "--sign-key", "a.pem");
        Assert.True(delta.ExitCode == 0, delta.ToString());

        var applied = await RunAsync("apply", "delta", "-b", "old", "--verify-key", "a.pub");
        var verified = await RunAsync("verify", "-b", "old", "--verify-key", "a.pub");

        Assert.True(applied.ExitCode == 0, applied.ToString());
        Assert.DoesNotContain("signature was removed", applied.Error);
        Assert.True(verified.ExitCode == 0, verified.ToString());
        Assert.Contains("2 images", verified.Output);
    }

    private Task<RunResult> RunAsync(params string[] arguments) => RunResult.OfAsync(_folder.Path, arguments);
}
