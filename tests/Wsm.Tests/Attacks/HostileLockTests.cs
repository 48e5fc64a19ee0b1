using System.Text;
using System.Text.Json.Nodes;
using Wsm.Bundles.Locks;
using Wsm.Peers;
using Wsm.Product.Failures;
using Wsm.Tests.Trust;

namespace Wsm.Tests.Attacks;

/// <summary>Locks that were edited in every way: each is refused with the place that is wrong, and none is called a bug.</summary>
public sealed class HostileLockTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public async ValueTask InitializeAsync()
    {
        await WholeBundle.WriteAsync(_folder["bundle"]);
        _folder.Write("c.yaml", ImageCatalog.Of(["example.org/app:1"]));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    public static TheoryData<string, string> Edits =>
        new()
        {
            { "images.0", "null" },
            { "charts.0", "null" },
            { "components.0", "null" },
            { "platforms.0", "null" },
            { "images.0.contents.0", "null" },
            { "images.0.contents.0.size", "9223372036854775807" },
            { "images.0.contents.0.size", "-1" },
            { "images.0.contents.0.digest", "\"sha256:zz\"" },
            { "images.2.platforms.0", "null" },
            { "images.0.size", "-5" },
            { "images.0.file", "\"../../x.tgz\"" },
            { "images.0.file", "null" },
            { "images.0.reference", "\"\"" },
            { "images.0.reference", "\"\\u001b[2J\"" },
            { "images.1.reference", "\"example.org/app:1\"" },
            { "images.0.digest", "\"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"" },
            { "charts.0.size", "-1" },
            { "charts.0.size", "9223372036854775807" },
            { "charts.0.digest", "\"sha512:00\"" },
            { "charts.0.file", "\"/etc/passwd\"" },
            { "components.0.images.0", "null" },
            { "components.0.images.0.origins.0", "null" },
            { "components.0.images.0.reference", "\"UPPER CASE\"" },
            { "components.0.channel.file", "\"..\"" },
            { "components.0.channel.size", "-1" },
            { "delta", "{\"places\":[null],\"absent\":[null]}" },
        };

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task An_impossible_value_is_refused_by_every_command(string place, string value)
    {
        var root = JsonNode.Parse(File.ReadAllText(_folder["bundle", "bundle.json"]))!;
        Set(root, place.Split('.'), JsonNode.Parse(value));
        File.WriteAllText(_folder["bundle", "bundle.json"], root.ToJsonString());

        foreach (
            var command in (string[])
                [
                    "verify",
                    "report",
                    "pack out.wsm",
                    "push --registry 127.0.0.1:1",
                    "values --registry 127.0.0.1:1 --out out",
                    "diff bundle bundle/bundle.json",
                    "inventory",
                    "prune",
                    "list --catalog c.yaml --diff bundle",
                ]
        )
        {
            var run = await RunResult.OfAsync(_folder.Path, command.Split(' '), TestContext.Current.CancellationToken);
            Assert.DoesNotContain("bug in wsm", run.Error);
            Assert.DoesNotContain('\u001b', run.Output + run.Error);
        }
    }

    /// <summary>The serializer takes a list that is left out for a null, whatever the property begins with.</summary>
    [Fact]
    public void A_part_that_is_left_out_or_null_is_refused_or_not_needed()
    {
        var whole = JsonNode.Parse(File.ReadAllText(_folder["bundle", "bundle.json"]))!;
        whole["components"]![0]!["imageFields"] = JsonNode.Parse(
            """
            [{"groups":["a"],"kinds":["B"],"under":[["c"]],"notImages":[["d"]],
              "fields":[{"path":["e"],"form":"Reference","registry":["f"],"repository":["f"],"name":["f"],"tag":["f"],"digest":["f"],
                         "patterns":["f"],"schemes":["f"],"bare":false,"optional":["f"],"when":{"g":"h"},"unless":["f"],"certain":true}]}]
            """
        );
        whole["components"]![0]!["cluster"] = JsonNode.Parse("""{"kubeVersion":"v1.33.0","apiVersions":["a/v1"]}""");
        whole["components"]![0]!["emit"] = JsonNode.Parse("""{"kind":"Values","file":"v.yaml","set":{"a":"1"}}""");
        var sound = LockFile.ParseSound(Encoding.UTF8.GetBytes(whole.ToJsonString()), "bundle.json");
        Assert.Single(sound.Components[0].ImageFields!);
        var paths = Paths(whole, []).ToList();
        Assert.True(paths.Count > 100);

        foreach (var path in paths)
        {
            foreach (var isRemoved in (bool[])[true, false])
            {
                var spoilt = whole.DeepClone();
                Spoil(spoilt, path, isRemoved);

                var thrown = Record.Exception(() =>
                    LockFile.Write(LockFile.ParseSound(Encoding.UTF8.GetBytes(spoilt.ToJsonString()), "bundle.json"))
                );

                var isListOfFields =
                    path.Contains("imageFields")
                    && path.Length > 4
                    && !int.TryParse(path[^1], out _)
                    && path[^1] is not ("form" or "bare" or "certain" or "g");
                Assert.True(
                    thrown is UserError || (thrown is null && !isListOfFields),
                    $"{string.Join('.', path)} {(isRemoved ? "left out" : "null")}: {thrown}"
                );
            }
        }
    }

    [Theory]
    [InlineData("\"images\":")]
    [InlineData("\"contents\":")]
    [InlineData("{")]
    [InlineData("[")]
    public async Task A_lock_that_is_cut_off_or_doubled_is_refused(string at)
    {
        var text = File.ReadAllText(_folder["bundle", "bundle.json"]);
        var cut = text.IndexOf(at, StringComparison.Ordinal) + at.Length;

        foreach (var edited in (string[])[text[..cut], text + text, text[..cut] + text, new string('[', 100_000)])
        {
            File.WriteAllText(_folder["bundle", "bundle.json"], edited);
            var run = await RunResult.OfAsync(_folder.Path, ["verify"], TestContext.Current.CancellationToken);
            Assert.Equal(2, run.ExitCode);
            Assert.Contains("damaged or not a bundle's lock", run.Error);
        }
    }

    [Fact]
    public async Task A_lock_that_is_larger_than_any_is_refused_before_it_is_read()
    {
        using (var file = File.OpenWrite(_folder["bundle", "bundle.json"]))
        {
            file.SetLength(200L << 20);
        }

        foreach (var command in (string[])["verify", "pack out.wsm", "diff bundle bundle", "prune"])
        {
            var run = await RunResult.OfAsync(_folder.Path, command.Split(' '), TestContext.Current.CancellationToken);
            Assert.NotEqual(0, run.ExitCode);
            Assert.Contains("so large", run.Error);
        }
    }

    [Fact]
    public async Task Nulls_and_impossible_sizes_in_a_repair_request_are_refused()
    {
        foreach (
            var text in (string[])
                [
                    """{"format":1,"name":"x","images":[null],"files":[]}""",
                    """{"format":1,"name":"x","images":[],"files":[null]}""",
                    """{"format":1,"name":"x","images":[],"files":[{"file":"../x","digest":"sha256:00","size":-1}]}""",
                    """{"format":1,"name":"x","images":[],"files":[{"file":"x","digest":"sha256:00","size":9223372036854775807}]}""",
                ]
        )
        {
            _folder.Write("need.json", text);
            var run = await RunResult.OfAsync(
                _folder.Path,
                ["download", "--repair", "need.json", "-b", "out"],
                TestContext.Current.CancellationToken
            );
            Assert.Equal(2, run.ExitCode);
            Assert.DoesNotContain("bug in wsm", run.Error);
        }
    }

    /// <summary>The way to each property and each item.</summary>
    private static IEnumerable<string[]> Paths(JsonNode? node, string[] above) =>
        node switch
        {
            JsonObject map => map.SelectMany(pair => Paths(pair.Value, [.. above, pair.Key]).Prepend([.. above, pair.Key])),
            JsonArray list => list.SelectMany((item, at) => Paths(item, [.. above, $"{at}"]).Prepend([.. above, $"{at}"])),
            _ => [],
        };

    private static void Spoil(JsonNode root, string[] path, bool isRemoved)
    {
        var node = path[..^1].Aggregate(root, (at, step) => at is JsonArray list ? list[int.Parse(step)]! : at[step]!);
        switch (node)
        {
            case JsonArray list when isRemoved:
                list.RemoveAt(int.Parse(path[^1]));
                break;
            case JsonArray list:
                list[int.Parse(path[^1])] = null;
                break;
            case JsonObject map when isRemoved:
                map.Remove(path[^1]);
                break;
            default:
                node[path[^1]] = null;
                break;
        }
    }

    private static void Set(JsonNode root, string[] path, JsonNode? value)
    {
        var node = root;
        foreach (var step in path[..^1])
        {
            node = int.TryParse(step, out var index) ? node![index] : node![step];
        }

        if (int.TryParse(path[^1], out var last))
        {
            node![last] = value;
        }
        else
        {
            node![path[^1]] = value;
        }
    }
}
