using System.Text.Json.Nodes;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Bundles;
using Wsm.Tests.Trust;

namespace Wsm.Tests.Attacks;

/// <summary>Signed bundles that are brought in again when newer ones are there, and bundles whose time is over.</summary>
public sealed class RollbackTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private DateTimeOffset _now = Start;

    private string Memory => _folder["trust", ".wsm-seen.json"];

    public async ValueTask InitializeAsync()
    {
        await Openssl.MakeKeyAsync(_folder.Path, "a");
        await Openssl.MakeKeyAsync(_folder.Path, "b");
        Directory.CreateDirectory(_folder["trust"]);
        File.Copy(_folder["a.pub"], _folder["trust", "a.pub"]);
        await WholeBundle.WriteAsync(_folder["old"], title: "Old");
        await WholeBundle.WriteAsync(_folder["new"], title: "New");
        await WellAsync("sign -b old --key a.pem");
        await WellAsync("pack old.wsm -b old");
        _now = Start.AddDays(10);
        await WellAsync("sign -b new --key a.pem --expires 30d");
        await WellAsync("pack new.wsm -b new");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_older_bundle_is_refused_once_a_newer_one_was_used_unless_it_is_asked_for()
    {
        await WellAsync("unpack old.wsm -b inside --trust trust");
        await WellAsync("unpack new.wsm -b inside --trust trust");

        foreach (
            var command in (string[])
                ["unpack old.wsm -b inside", "verify -b old", "verify -b old.wsm", "report -b old", "pack x.wsm -b old"]
        )
        {
            var run = await RunAsync($"{command} --trust trust");
            Assert.Equal((command, 3), (command, run.ExitCode));
            Assert.Contains($"has serial {Start.ToUnixTimeSeconds()}, of 2026-11-01 12:00 UTC", run.Error);
            Assert.Contains("--allow-older", run.Error);
        }

        var allowed = await WellAsync("unpack old.wsm -b inside --trust trust --allow-older");
        Assert.Contains("was used here", allowed.Error);
        Assert.Equal(3, (await RunAsync("verify -b old --trust trust")).ExitCode);
        await WellAsync("unpack new.wsm -b inside --trust trust");
    }

    [Fact]
    public async Task To_look_at_a_newer_bundle_forbids_nothing_and_older_ones_may_be_compared_with_it()
    {
        await WellAsync("verify -b new --trust trust");
        await WellAsync("verify -b old --trust trust");
        await WellAsync("unpack new.wsm -b inside --trust trust");

        Assert.DoesNotContain("serial", (await RunAsync("diff old new -o json --trust trust")).Output);
        await WellAsync("inventory -b old --trust trust");
        await WellAsync("verify -b new --base old --trust trust");
    }

    [Theory]
    [InlineData("strip")]
    [InlineData("garbage")]
    [InlineData("of another bundle")]
    [InlineData("of another type")]
    [InlineData("raised")]
    [InlineData("null signature")]
    [InlineData("more signatures than signers")]
    [InlineData("null subject")]
    public async Task What_is_said_cannot_be_taken_away_or_changed(string how)
    {
        await WellAsync("unpack new.wsm -b inside --trust trust");
        var file = _folder["old", "bundle.json.dsse"];
        var envelope = JsonNode.Parse(File.ReadAllText(file))!;
        switch (how)
        {
            case "strip":
                File.Delete(file);
                break;
            case "garbage":
                File.WriteAllText(file, "{");
                break;
            case "of another bundle":
                File.Copy(_folder["new", "bundle.json.dsse"], file, overwrite: true);
                break;
            case "of another type":
                envelope["payloadType"] = "application/json";
                File.WriteAllText(file, envelope.ToJsonString());
                break;
            case "null signature":
                envelope["signatures"]!.AsArray().Insert(0, null);
                File.WriteAllText(file, envelope.ToJsonString());
                break;
            case "more signatures than signers":
                var signature = envelope["signatures"]![0]!;
                envelope["signatures"] = new JsonArray([.. Enumerable.Range(0, 65).Select(_ => signature.DeepClone())]);
                File.WriteAllText(file, envelope.ToJsonString());
                break;
            default:
                var payload = JsonNode.Parse(Convert.FromBase64String((string)envelope["payload"]!))!;
                if (how == "raised")
                {
                    payload["predicate"]!["serial"] = (long)payload["predicate"]!["serial"]! * 2;
                }
                else
                {
                    payload["subject"]!.AsArray().Add(null);
                }

                envelope["payload"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(payload.ToJsonString()));
                File.WriteAllText(file, envelope.ToJsonString());
                break;
        }

        var run = await RunAsync("verify -b old --trust trust");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains(
            how switch
            {
                "strip" => "does not say how old it is",
                "raised" => "it was changed, or is somebody else's",
                _ => "is damaged, or about another bundle",
            },
            run.Error
        );
    }

    [Fact]
    public async Task A_plain_signature_suffices_where_nothing_newer_was_seen()
    {
        File.Delete(_folder["old", "bundle.json.dsse"]);

        await WellAsync("pack plain.wsm -b old");
        await WellAsync("unpack plain.wsm -b inside --trust trust");
        await WellAsync("verify -b old --trust trust");
    }

    /// <summary>Such a signature vouches for the lock in the place of what was meant to be signed.</summary>
    [Fact]
    public async Task A_signature_over_a_lock_is_none_over_a_statement_and_the_other_way_round()
    {
        var envelope = JsonNode.Parse(File.ReadAllText(_folder["new", "bundle.json.dsse"]))!;
        var plain = File.ReadAllText(_folder["new", "bundle.json.sig"]).Trim();
        File.WriteAllText(_folder["new", "bundle.json.sig"], (string)envelope["signatures"]![0]!["sig"]! + "\n");
        envelope["signatures"]![0]!["sig"] = plain;
        File.WriteAllText(_folder["new", "bundle.json.dsse"], envelope.ToJsonString());

        var run = await RunAsync("verify -b new --trust trust");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("No signature of the bundle 'new'", run.Error.Replace(_folder.Path + "/", ""));
    }

    [Fact]
    public async Task A_bundle_is_used_until_its_end_and_a_clock_that_is_set_back_makes_it_no_good_again()
    {
        _now = Start.AddDays(39);
        await WellAsync("verify -b new --trust trust");

        _now = Start.AddDays(41);
        var over = await RunAsync("verify -b new --trust trust");
        var allowed = await RunAsync("verify -b new --trust trust --allow-older");

        Assert.Equal((3, 0), (over.ExitCode, allowed.ExitCode));
        Assert.Contains("was to be used until 2026-12-11 12:00 UTC", over.Error);
        Assert.Contains("was to be used until", allowed.Error);

        await WholeBundle.WriteAsync(_folder["newer"], title: "Newer");
        await WellAsync("sign -b newer --key a.pem");
        await WellAsync("pack newer.wsm -b newer");
        await WellAsync("unpack newer.wsm -b inside --trust trust");
        _now = Start.AddDays(12);
        var back = await RunAsync("verify -b new --trust trust");
        var early = await WellAsync("verify -b newer --trust trust");

        Assert.Equal(3, back.ExitCode);
        Assert.Contains("The clock of this machine says 2026-11-13", early.Error);
    }

    [Fact]
    public async Task A_signer_whose_clock_was_set_back_still_makes_newer_bundles()
    {
        _now = Start.AddYears(-1);

        var run = await WellAsync("sign -b new --key a.pem --replace -o json");

        Assert.Equal(Start.AddDays(10).ToUnixTimeSeconds() + 1, (long)JsonNode.Parse(run.Output)!["serial"]!);
    }

    [Fact]
    public async Task Two_signers_say_the_same_or_nothing()
    {
        var other = await RunAsync("sign -b new --key b.pem --expires 10d");
        var agreed = await WellAsync("sign -b new --key b.pem -o json");
        var again = await WellAsync("sign -b new --key b.pem -o json");

        Assert.Equal(2, other.ExitCode);
        Assert.Contains("one bundle has one serial and one end", other.Error);
        Assert.Equal(Start.AddDays(10).ToUnixTimeSeconds(), (long)JsonNode.Parse(agreed.Output)!["serial"]!);
        Assert.True((bool)JsonNode.Parse(agreed.Output)!["changed"]!);
        Assert.False((bool)JsonNode.Parse(again.Output)!["changed"]!);
        var both = await WellAsync("verify -b new --verify-key a.pub --verify-key b.pub --signers 2 -o json");
        Assert.Equal(Start.AddDays(40), (DateTimeOffset)JsonNode.Parse(both.Output)!["signature"]!["expires"]!);
    }

    [Fact]
    public async Task Products_platforms_and_signers_are_remembered_each_by_itself()
    {
        await WellAsync("sign -b old --key b.pem --replace");
        await WellAsync("unpack new.wsm -b inside --trust trust");

        await WellAsync("verify -b old --verify-key b.pub --trust trust");
        Assert.Contains("\"variant\": \"", File.ReadAllText(Memory));
    }

    [Fact]
    public async Task A_memory_that_cannot_be_read_is_a_refusal()
    {
        File.WriteAllText(Memory, "{\"bundles\": null}");
        var damaged = await RunAsync("verify -b new --trust trust");
        File.WriteAllText(Memory, "{\"bundles\": [null]}");
        var hollow = await RunAsync("verify -b new --trust trust");
        File.Delete(Memory);
        File.CreateSymbolicLink(Memory, _folder["elsewhere"]);
        var linked = await RunAsync("verify -b new --trust trust");

        Assert.Equal((2, 2, 2), (damaged.ExitCode, hollow.ExitCode, linked.ExitCode));
        Assert.Contains("says which bundles were used here, cannot be read", hollow.Error);
        Assert.Contains("says which bundles were used here, cannot be read", damaged.Error);
    }

    [Fact]
    public async Task Where_no_folder_is_named_the_user_s_own_remembers()
    {
        await WellAsync("unpack new.wsm -b inside --verify-key a.pub");

        Assert.Equal(3, (await RunAsync("verify -b old --verify-key a.pub")).ExitCode);
        Assert.True(File.Exists(_folder["home", ".local", "state", "wsm", ".wsm-seen.json"]));
        Assert.False(File.Exists(Memory));
    }

    private async Task<RunResult> WellAsync(string command)
    {
        var run = await RunAsync(command);
        Assert.Equal((command, 0, ""), (command, run.ExitCode, run.ExitCode == 0 ? "" : run.Error + run.Output));
        return run;
    }

    private Task<RunResult> RunAsync(string command) =>
        RunResult.OfAsync(
            (output, error) =>
                new()
                {
                    Out = output,
                    Error = error,
                    CurrentDirectory = _folder.Path,
                    Environment = new Dictionary<string, string> { ["HOME"] = _folder["home"] },
                    Time = new FixedClock(_now),
                },
            command.Split(' '),
            TestContext.Current.CancellationToken
        );

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
