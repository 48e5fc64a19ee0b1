using Wsm.Peers;
using Wsm.Tests.Trust;

namespace Wsm.Tests.Attacks;

/// <summary>The signed list of keys: what it revokes is refused everywhere, and a list that is not the next one is a refusal too.</summary>
public sealed class KeyListTests : IAsyncLifetime
{
    private KeyListSite _site = null!;

    private TemporaryFolder Folder => _site.Folder;

    private string Installed => _site.Installed;

    public async ValueTask InitializeAsync() => _site = await KeyListSite.MakeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [MemberData(nameof(BundleReaders.All), MemberType = typeof(BundleReaders))]
    public async Task Every_command_takes_what_a_listed_key_signed_until_it_is_revoked(string command)
    {
        Assert.Matches(SignedByA(""), (await _site.RunAsync(command)).Error);

        await _site.RevokeAsync();

        Assert.Contains("was revoked on 2026-11-01 (stolen)", KeyListSite.Refusal(await _site.RunAsync(command)));
    }

    [Theory]
    [InlineData("--verify-key a.pub", "")]
    [InlineData("--trust keys", "keys/")]
    public async Task A_revoked_key_counts_for_no_command_that_is_given_it_as_a_file_or_in_another_folder(string given, string shown)
    {
        Directory.CreateDirectory(Folder["keys"]);
        File.Copy(Folder["a.pub"], Folder["keys", "a.pub"]);
        File.Copy(Folder["b.pub"], Folder["keys", "b.pub"]);
        string[] commands = [.. BundleReaders.WithOptions.Select(row => $"{row.Data} {given}")];
        foreach (var command in commands)
        {
            Assert.Matches($"(?s)^{command}\n.*{SignedByA(shown)}", $"{command}\n{(await _site.RunAsync(command)).Error}");
        }

        await _site.RevokeAsync();

        foreach (var command in commands)
        {
            var refusal = KeyListSite.Refusal(await _site.RunAsync(command));
            Assert.Matches($@"(?s)^{command}\n.*was revoked on 2026-11-01 \(stolen\)", $"{command}\n{refusal}");
        }
    }

    [Fact]
    public async Task Rotation_lets_the_old_key_and_the_new_one_overlap_and_then_the_new_one_alone()
    {
        await _site.WellAsync("keys change --add b.pub");
        await _site.SignListAsync("root2", "root3");
        _site.Install();
        await _site.WellAsync("verify");
        await _site.WellAsync("sign --key b.pem");
        await _site.WellAsync("keys change --remove a.pub");
        await _site.SignListAsync("root1", "root3");
        _site.Install();

        await _site.WellAsync("verify");
        await _site.WellAsync("sign --key a.pem --replace");
        Assert.Contains("No signature of the bundle", KeyListSite.Refusal(await _site.RunAsync("verify")));
        Assert.Contains("Version 3, of 2026-11-01", (await _site.WellAsync("keys show")).Output);
    }

    [Fact]
    public async Task An_older_list_another_of_the_same_version_and_none_at_all_are_refused()
    {
        await _site.WellAsync("verify");
        var first = File.ReadAllBytes(Installed);
        await _site.RevokeAsync();
        Assert.Equal(3, (await _site.RunAsync("verify")).ExitCode);
        var second = File.ReadAllBytes(Installed);

        File.WriteAllBytes(Installed, first);
        var older = await _site.RunAsync("verify");
        File.WriteAllBytes(Folder["keys.json"], first);
        await _site.WellAsync("keys change --add b.pub");
        await _site.SignListAsync("root1", "root2");
        _site.Install();
        var another = await _site.RunAsync("verify");
        File.Delete(Installed);
        var none = await _site.RunAsync("verify");
        File.Copy(Folder["a.pub"], Folder["home", ".config", "wsm", "trust", "a.pub"]);
        var plain = await _site.RunAsync("verify");
        File.Delete(Folder["home", ".config", "wsm", "trust", "a.pub"]);
        File.WriteAllBytes(Installed, second);

        Assert.Equal((3, 3, 2, 2), (older.ExitCode, another.ExitCode, none.ExitCode, plain.ExitCode));
        Assert.Contains("has version 1, and version 2 was used here", older.Error);
        Assert.Contains("another one of version 2", another.Error);
        Assert.Contains("keys.json is gone", none.Error);
        Assert.Contains("keys.json is gone", plain.Error);
        Assert.Contains("was revoked on", KeyListSite.Refusal(await _site.RunAsync("verify")));
    }

    [Fact]
    public async Task Other_roots_count_once_enough_of_the_old_ones_have_signed_them_in()
    {
        await _site.WellAsync("verify");
        await Openssl.MakeKeyAsync(Folder.Path, "thief", "ED25519", null);
        await _site.WellAsync(
            "keys change --root thief.pub --threshold 1 --remove-root root1.pub --remove-root root2.pub --remove-root root3.pub"
        );
        await _site.SignListAsync("thief");
        _site.Install();
        var stolen = await _site.RunAsync("verify");
        await _site.SignListAsync("root1", "root1");
        _site.Install();
        var once = await _site.RunAsync("verify");
        await _site.SignListAsync("root3");
        _site.Install();

        await _site.WellAsync("verify");
        Assert.Equal((3, 3), (stolen.ExitCode, once.ExitCode));
        Assert.Contains("is signed by 0 of the roots of version 1, which was used here, and 2 must sign it", stolen.Error);
        Assert.Contains("is signed by 1 of the roots of version 1", once.Error);
    }

    [Fact]
    public async Task A_list_that_too_few_of_its_own_roots_have_signed_is_none()
    {
        await _site.WellAsync("keys change --add b.pub");
        await _site.SignListAsync("root1", "root1");
        _site.Install();

        Assert.Contains("is signed by 1 of its own roots, and 2 must sign it", KeyListSite.Refusal(await _site.RunAsync("verify")));
        Assert.Equal(3, (await _site.RunAsync("keys show")).ExitCode);
    }

    [Fact]
    public async Task A_list_is_good_until_its_end_and_a_clock_that_is_set_back_makes_it_no_good_again()
    {
        _site.Later = TimeSpan.FromDays(364);
        await _site.WellAsync("verify");

        _site.Later = TimeSpan.FromDays(366);
        Assert.Contains("keys.json was good until 2027-11-01 12:00 UTC", KeyListSite.Refusal(await _site.RunAsync("verify")));
        await _site.WellAsync("keys change --expires 1d");
        await _site.SignListAsync("root1", "root2");
        _site.Install();
        await _site.WellAsync("verify");

        _site.Later = TimeSpan.FromDays(368);
        Assert.Contains("was good until", KeyListSite.Refusal(await _site.RunAsync("verify")));
    }

    [Theory]
    [InlineData("--product te*", true)]
    [InlineData("--product other --product test", true)]
    [InlineData("--product other", false)]
    [InlineData("--platform linux/*", true)]
    [InlineData("--platform linux/s390x", false)]
    [InlineData("--until 2026-11-02", true)]
    [InlineData("--until 2026-11-01", false)]
    [InlineData("--from 2026-11-02", false)]
    public async Task A_key_counts_for_its_products_and_platforms_and_in_its_time(string scope, bool counts)
    {
        await _site.WellAsync("keys change --remove a.pub");
        await _site.WellAsync($"keys change --add a.pub {scope}");
        await _site.SignListAsync("root1", "root2");
        _site.Install();

        var run = await _site.RunAsync("verify");

        Assert.True(run.ExitCode == (counts ? 0 : 3), run.ToString());
        if (!counts)
        {
            Assert.Matches("count for others alone|counted until 2026-11-01|counts from 2026-11-02 on", run.Error);
        }
    }

    [Fact]
    public async Task Keys_beside_a_list_and_lists_under_another_name_are_refused()
    {
        var beside = Path.Combine(Path.GetDirectoryName(Installed)!, "b.pub");
        File.Copy(Folder["b.pub"], beside);
        var key = await _site.RunAsync("verify");
        File.Delete(beside);
        File.Move(Installed, Installed + ".old");
        var misnamed = await _site.RunAsync("verify");

        Assert.Equal((2, 2), (key.ExitCode, misnamed.ExitCode));
        Assert.Contains("which says which keys count", key.Error);
        Assert.Contains("would not count there", misnamed.Error);
    }

    [Fact]
    public async Task A_damaged_memory_is_a_refusal_too()
    {
        var copy = Path.Combine(Path.GetDirectoryName(Installed)!, ".wsm-keys.json");
        await _site.WellAsync("verify");
        Assert.True(File.Exists(copy));
        File.WriteAllText(copy, "{}");

        var run = await _site.RunAsync("verify");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("a copy of the newest list of keys that was used here, cannot be read", run.Error);
    }

    /// <summary>Payload and type are signed together, so openssl needs the bytes put together for it.</summary>
    [Fact]
    public async Task Openssl_verifies_what_a_root_signed_and_signs_what_wsm_takes()
    {
        const string Script = """
            payload() { jq -r .payload keys.json | base64 -d; }
            { printf 'DSSEv1 32 application/vnd.wsm.keys.v1+json %s ' "$(payload | wc -c)"; payload; } > signed
            jq -r '.signatures[0].sig' keys.json | base64 -d > signature
            openssl pkeyutl -verify -rawin -pubin -inkey root1.pub -sigfile signature -in signed
            openssl pkeyutl -sign -rawin -inkey root3.pem -in signed -out third
            jq --arg sig "$(base64 -w0 third)" '.signatures = [.signatures[0], {sig: $sig}]' keys.json > new.json
            mv new.json keys.json
            """;

        var openssl = await Tool.RunAsync("bash", ["-euc", Script], Folder.Path);
        _site.Install();

        Assert.Contains("Signature Verified Successfully", openssl.Output);
        await _site.WellAsync("verify");
        Assert.Contains("root3.pub (", (await _site.WellAsync("keys show")).Output);
    }

    private static string SignedByA(string folder) => $@"bundle(\.wsm|/bundle\.json)?' is signed by {folder}a\.pub \(";
}
