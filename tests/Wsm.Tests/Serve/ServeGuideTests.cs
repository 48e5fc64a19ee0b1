using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Serve;

/// <summary>What docs/serve.md tells people to copy works as it stands there.</summary>
public sealed partial class ServeGuideTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(Checkout.Folder, "docs", "serve.md"));

    [Fact]
    public void Every_option_of_wsm_that_the_guide_uses_exists()
    {
        var pages = File.ReadAllText(Path.Combine(Checkout.Folder, "docs", "commands.md"));
        var used = Commands()
            .Matches(Guide)
            .Select(match => (Verb: match.Groups[1].Value, Options: Options().Matches(match.Value).Select(option => option.Value).ToList()))
            .ToList();
        used.Add(("serve", [.. Arguments().Where(argument => argument.StartsWith('-')).Select(argument => argument.Split('=')[0])]));

        Assert.True(used.Count(call => call.Verb == "serve") > 5);
        foreach (var (verb, options) in used)
        {
            var page = Regex.Match(pages, $@"^## `?wsm {verb}`?$.*?(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline).Value;
            Assert.NotEqual("", page);
            Assert.All(options, option => Assert.Contains(option, page + "--quiet"));
        }
    }

    [Fact]
    public async Task The_unit_is_one_that_systemd_takes()
    {
        using var folder = new TemporaryFolder();
        // systemd wants the program to be there.
        var unit = folder.Write(
            "wsm-serve.service",
            Block("ini").Replace("/usr/local/bin/wsm", Tool.Find("true"), StringComparison.Ordinal)
        );

        var checkedUnit = await Tool.RunAsync("systemd-analyze", ["verify", "--man=no", "--recursive-errors=no", unit]);

        Assert.Equal("", checkedUnit.Error + checkedUnit.Output);
    }

    [Theory]
    [InlineData("User=", false)]
    [InlineData("DynamicUser=yes", true)]
    [InlineData("ProtectSystem=strict", true)]
    [InlineData("NoNewPrivileges=yes", true)]
    [InlineData("CapabilityBoundingSet=", true)]
    [InlineData("MemoryDenyWriteExecute=", false)]
    public void The_unit_gives_the_service_no_more_than_it_needs(string line, bool there) =>
        Assert.Equal(
            there,
            Block("ini").Split('\n').Any(found => there ? found == line : found.StartsWith(line, StringComparison.Ordinal))
        );

    [Fact]
    public Task The_service_starts_with_the_arguments_of_the_unit() =>
        StartsAsync(
            Regex.Match(Block("ini"), "^ExecStart=/usr/local/bin/wsm (.*)$", RegexOptions.Multiline).Groups[1].Value.Split(' '),
            ("/srv/wandb/bundle", "bundle"),
            ("%d/tls.crt", "crt"),
            ("%d/tls.key", "key"),
            ("%d/htpasswd", "users")
        );

    [Fact]
    public Task The_container_starts_with_the_arguments_of_the_manifest() =>
        StartsAsync(
            Arguments(),
            ("/bundle", "bundle"),
            ("/etc/wsm/tls/tls.crt", "crt"),
            ("/etc/wsm/tls/tls.key", "key"),
            ("/etc/wsm/users/htpasswd", "users")
        );

    [Fact]
    public void The_manifest_is_locked_down_and_its_parts_fit_one_another()
    {
        var documents = Documents();
        var (pod, container) = (Pod(), Container());
        string TextAt(JsonNode? node, params string[] path) => path.Aggregate(node, (at, key) => at![key])!.GetValue<string>();

        Assert.Equal(["Secret", "Deployment", "Service"], documents.Select(document => TextAt(document, "kind")));
        Assert.Equal("true", TextAt(pod, "securityContext", "runAsNonRoot"));
        Assert.Equal("true", TextAt(container, "securityContext", "readOnlyRootFilesystem"));
        Assert.Equal("false", TextAt(container, "securityContext", "allowPrivilegeEscalation"));
        foreach (var probe in (string[])["startupProbe", "readinessProbe", "livenessProbe"])
        {
            Assert.Equal("/healthz", TextAt(container, probe, "httpGet", "path"));
        }

        Assert.Equal(
            TextAt(documents[2], "spec", "selector", "app.kubernetes.io/name"),
            TextAt(documents[1], "spec", "template", "metadata", "labels", "app.kubernetes.io/name")
        );
        Assert.Equal(
            TextAt(documents[0], "metadata", "name"),
            TextAt(pod["volumes"]!.AsArray().Single(volume => TextAt(volume, "name") == "users"), "secret", "secretName")
        );
        Assert.Equal(
            pod["volumes"]!.AsArray().Select(volume => TextAt(volume, "name")),
            container["volumeMounts"]!.AsArray().Select(mount => TextAt(mount, "name"))
        );
    }

    [Fact]
    public async Task The_manifest_is_one_that_kubectl_understands()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("serve.yaml", Block("yaml", "kind: Deployment"));

        // Decodes every document into Kubernetes' own types before it changes what has pods and says that the others have none; needs no
        // cluster.
        var decoded = await Tool.TryRunAsync(
            Tool.Find("kubectl", "WSM_TEST_KUBECTL"),
            ["set", "env", "--local", "--filename", file, "CHECKED=yes", "--output", "json"],
            environment: new Dictionary<string, string> { ["KUBECONFIG"] = folder["none"] }
        );

        Assert.Contains("\"kind\": \"Deployment\"", decoded.Output);
        Assert.Contains("\"name\": \"CHECKED\"", decoded.Output);
        Assert.Equal(
            ["secret/wsm-serve-users", "service/wsm-serve"],
            Regex
                .Matches(decoded.Error, @"^error: (\S+) the object is not a pod", RegexOptions.Multiline)
                .Select(match => match.Groups[1].Value)
        );
        Assert.DoesNotContain("decode", decoded.Error);
    }

    [Fact]
    public async Task Every_metric_is_in_the_table_and_the_other_way_round()
    {
        using var made = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Artifact() });
        await using var serve = await RunningServe.StartAsync("--quiet", "--bundle", made.Folder);

        var text = System.Text.Encoding.UTF8.GetString((await serve.GetAsync("/metrics")).Body);

        Assert.Equal(
            Metrics().Matches(Guide).Select(match => match.Groups[1].Value).Order(),
            Regex.Matches(text, "^# TYPE ([a-z_]+)", RegexOptions.Multiline).Select(match => match.Groups[1].Value).Order()
        );
    }

    /// <summary>The first fenced block of a language that holds a text.</summary>
    internal static string Block(string language, string holding = "") =>
        Regex
            .Matches(Guide, $"^```{language}\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)
            .Select(match => match.Groups[1].Value)
            .First(text => text.Contains(holding, StringComparison.Ordinal));

    private static List<JsonNode> Documents() =>
        [.. Block("yaml", "kind: Deployment").Split("\n---\n").Select(text => Plain(YamlReader.Read(text).Data)!)];

    private static JsonNode Pod() => Documents()[1]["spec"]!["template"]!["spec"]!;

    private static JsonNode Container() => Assert.Single(Pod()["containers"]!.AsArray())!;

    private static string[] Arguments() => [.. Container()["args"]!.AsArray().Select(argument => argument!.GetValue<string>())];

    /// <summary>Maps and lists; everything else as text.</summary>
    private static JsonNode? Plain(object? data) =>
        data switch
        {
            MapValue map => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key, Plain(entry.Value.Data)))),
            ListValue list => new JsonArray([.. list.Items.Select(item => Plain(item.Data))]),
            bool truth => JsonValue.Create(truth ? "true" : "false"),
            _ => JsonValue.Create(data?.ToString()),
        };

    /// <summary>
    /// Runs the program with these arguments, with real files in place of those paths, and asks it for its health over TLS.
    /// </summary>
    private static async Task StartsAsync(string[] arguments, params (string Path, string File)[] files)
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        using var made = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Artifact() });
        var (certificate, key) = authority.IssueServer(folder.Path, "server");
        await Tool.RunAsync("htpasswd", ["-B", "-b", "-c", folder["users"], "anna", "secret"]);
        var real = new Dictionary<string, string>
        {
            ["bundle"] = made.Folder,
            ["crt"] = certificate,
            ["key"] = key,
            ["users"] = folder["users"],
            [":5000"] = "127.0.0.1:0",
        };
        Assert.Equal("serve", arguments[0]);
        var words = arguments[1..]
            .SelectMany(argument => argument.Split('=', 2))
            .Select(word => real.GetValueOrDefault(files.FirstOrDefault(file => file.Path == word).File ?? word, word))
            .ToArray();
        await using var serve = await RunningServe.StartAsync(words);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, found, _, _) => found is not null;
        using var client = new HttpClient(handler) { BaseAddress = serve.Address };

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/v2/", TestContext.Current.CancellationToken)).StatusCode);
    }

    [GeneratedRegex(@"\bwsm ([a-z]+)[^\n`]*")]
    private static partial Regex Commands();

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z-]*")]
    private static partial Regex Options();

    [GeneratedRegex(@"^\| `(wsm_[a-z_]+)", RegexOptions.Multiline)]
    private static partial Regex Metrics();
}
