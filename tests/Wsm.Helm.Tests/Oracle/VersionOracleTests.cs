using System.Text.Json;
using System.Text.Json.Nodes;
using Wsm.Helm.Data;
using Wsm.Helm.Versions;
using Wsm.Peers;

namespace Wsm.Helm.Tests.Oracle;

/// <summary>
/// Random versions and ranges beside the real helm, with the library that it was built with. The seeds are fixed, so that a failure stays.
/// </summary>
public sealed class VersionOracleTests
{
    [Fact]
    public async Task A_range_holds_the_versions_that_helm_finds_in_it()
    {
        var random = new RandomVersions(21);
        var cases = Enumerable
            .Range(0, 20_000)
            .Select(_ => (Range: random.Range(), Version: random.Version()))
            .Where(pair => VersionConstraint.TryParse(pair.Range, out _) && SemanticVersion.TryParse(pair.Version, out _))
            .Take(8000)
            .ToArray();
        Assert.Equal(8000, cases.Length);
        var theirs = await HelmOracle.AskAsync(
            "semverCompare $c.range $c.version | toString",
            [.. cases.Select(pair => new Value(new MapValue { ["range"] = Value.Of(pair.Range), ["version"] = Value.Of(pair.Version) }))]
        );
        var ours = cases.Select(pair => VersionConstraint.Contains(pair.Range, pair.Version)).ToArray();
        Assert.InRange(ours.Count(holds => holds), 800, 7200);
        Assert.Equal(
            cases.Zip(theirs, (pair, holds) => $"{pair.Range} : {pair.Version} : {holds}"),
            cases.Zip(ours, (pair, holds) => $"{pair.Range} : {pair.Version} : {(holds ? "true" : "false")}")
        );
    }

    [Fact]
    public async Task What_helm_says_against_a_range_we_say()
    {
        var random = new RandomVersions(22);
        string[] ranges =
        [
            "",
            "latest",
            ">>1",
            "1.2.3.4",
            "^",
            "1.2 ||| 2",
            "99999999999999999999.1.1",
            "1.2.3 and up",
            .. Enumerable.Range(0, 500).Select(_ => random.Damaged(random.Range())),
        ];
        var theirs = await HelmOracle.AskEachAsync("semverCompare .c \"1.2.3\" | toString", ranges.Select(range => Value.Of(range)));
        var ours = ranges.Select(range => Told(() => VersionConstraint.Parse(range).IsSatisfiedBy(SemanticVersion.Parse("1.2.3"))));
        Assert.Equal(ranges.Zip(theirs), ranges.Zip(ours.Select(told => HelmOracle.FirstLine(told))));
    }

    [Fact]
    public async Task A_version_is_read_as_helm_reads_it_or_refused_with_its_words()
    {
        var random = new RandomVersions(23);
        string[] texts =
        [
            .. Enumerable.Range(0, 500).Select(_ => random.Version()),
            .. Enumerable.Range(0, 200).Select(_ => random.Damaged(random.Version())),
        ];
        var theirs = await HelmOracle.AskEachAsync("print (semver .c) \" \" (semver .c).Original", texts.Select(text => Value.Of(text)));
        var ours = texts.Select(text => Told(() => $"{SemanticVersion.Parse(text)} {SemanticVersion.Parse(text).Original}"));
        Assert.Equal(texts.Zip(theirs), texts.Zip(ours.Select(told => HelmOracle.FirstLine(told))));
    }

    [Fact]
    public async Task The_versions_of_an_index_are_read_and_ordered_as_helm_orders_them()
    {
        var random = new RandomVersions(24);
        var texts = Enumerable.Range(0, 2000).Select(i => i % 8 == 0 ? random.Damaged(random.Version()) : random.Version()).ToArray();
        using var folder = new TemporaryFolder();
        var entries = new JsonArray([
            .. texts.Select(
                (text, i) =>
                    new JsonObject
                    {
                        ["apiVersion"] = "v2",
                        ["name"] = "c",
                        ["version"] = text,
                        ["description"] = i.ToString(),
                    }
            ),
        ]);
        folder.Write(
            "r-index.yaml",
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["entries"] = new JsonObject { ["c"] = entries },
            }.ToJsonString()
        );
        folder.Write("repositories.yaml", "apiVersion: \"\"\nrepositories: [{name: r, url: \"http://localhost\"}]\n");
        var answer = await Tool.RunAsync(
            HelmOracle.Program,
            ["search", "repo", "r/c", "--versions", "--version", ">=0.0.0-0", "-o", "json"],
            environment: new Dictionary<string, string>
            {
                ["HELM_REPOSITORY_CACHE"] = folder.Path,
                ["HELM_REPOSITORY_CONFIG"] = folder["repositories.yaml"],
            }
        );
        var found = JsonDocument.Parse(answer.Output).RootElement.EnumerateArray().ToArray();
        var ours = new VersionedItems<string>(texts, text => SemanticVersion.TryParse(text, out var version) ? version : null);
        Assert.Equal(
            texts.Except(ours.Unread).Order(),
            found.Select(entry => entry.GetProperty("version").GetString()!).Distinct().Order()
        );
        SemanticVersion[] ordered = [.. found.Select(entry => SemanticVersion.Parse(entry.GetProperty("version").GetString()!))];
        Assert.All(ordered.Zip(ordered.Skip(1)), pair => Assert.True(pair.First.CompareTo(pair.Second) >= 0, $"{pair}"));
        var highest = ours.Highest(VersionConstraint.Any);
        Assert.Equal(0, SemanticVersion.Parse(highest!).CompareTo(ordered[0]));
    }

    private static string Told(Func<object> ask)
    {
        try
        {
            return ask() is bool holds ? (holds ? "true" : "false") : (string)ask();
        }
        catch (FormatException refused)
        {
            return refused.Message;
        }
    }
}
