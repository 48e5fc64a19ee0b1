using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Planning;
using Wsm.Bundles.Reading;
using Wsm.Commands.Report.Facts;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Product.Catalogs;
using Wsm.Tests.Bundles;
using Wsm.Tests.Trust;

namespace Wsm.Tests.Report;

/// <summary><c>wsm report</c>: the page, the CycloneDX document and the lines for a terminal.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_may_be_started_and_is_not_carried_and_what_was_not_known_is_told()
    {
        await WholeBundle.WriteAsync(_folder["bundle"], BundleLayout.Archives, "Whole");
        using var bundle = Bundle.Open(_folder["bundle"]);
        var first = bundle.Lock.Components[0];
        var origin = new ImageOrigin
        {
            Kind = OriginKind.Candidate,
            Component = first.Name,
            Template = "app/templates/a.yaml",
            Document = "Deployment/a",
            Confidence = Confidence.Low,
        };
        var component = first with
        {
            Candidates = [new LockedNeed("example.org/helper:1", [origin]), new LockedNeed(bundle.Lock.Images[0].Reference, [origin])],
            Problems = ["the list of images is of another version"],
        };

        var told = FactWords.NotCarried(bundle.Lock with { Components = [component] }).ToList();

        Assert.Equal(2, told.Count);
        Assert.StartsWith($"May also be started: example.org/helper:1 (candidate (low); {first.Name}: ", told[0]);
        Assert.Equal("Not known: the list of images is of another version", told[1]);
    }

    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task The_page_tells_everything_and_needs_nothing_else(BundleLayout layout)
    {
        await WholeBundle.WriteAsync(_folder["bundle"], layout, "Whole & <b>more</b>");

        var page = (await RunAsync("report", "-o", "html")).Output;

        using var bundle = Bundle.Open(_folder["bundle"]);
        Assert.All(bundle.Lock.Images, image => Assert.Contains(image.Digest.ToString(), page));
        Assert.All(bundle.Lock.Images, image => Assert.Contains($"<h3>{image.Reference}</h3>", page));
        Assert.Contains("<h1>Whole &amp; &lt;b&gt;more&lt;/b&gt;</h1>", page);
        Assert.Contains("<dt>The &lt;App&gt;</dt>", page);
        Assert.Contains("app: named in the catalog: asked for", page);
        Assert.Contains("<dt>Found as</dt><dd>catalog</dd>", page);
        Assert.Contains("linux/amd64, linux/arm64", page);
        Assert.Contains("<th scope=\"row\">app 1.0.0</th>", page);
        Assert.Contains("https://charts.example.org", page);
        Assert.Contains("<td>app version 3.1, packed 2024-05-06</td>", page);
        Assert.Contains(
            "2 images, chart app 1.0.0 (app version 3.1, packed 2024-05-06), as the release channel "
                + "https://releases.example.org/deploy gave it",
            page
        );
        Assert.Contains("<code>wsm values --bundle bundle --registry REGISTRY --out deploy</code>", page);
        Assert.Contains("not signed", page);
        Assert.Matches(@"293 KiB</td><td>example\.org/app:1, example\.org/job:1</td>", page);
        Assert.DoesNotMatch(@"<script|<link|<img|<iframe|\bsrc=|@import|url\(|href=""(?!#)", page);
        Assert.Contains("default-src 'none'", page);
        var parsed = XDocument.Parse(Regex.Replace(page, "<!DOCTYPE html>|<meta [^>]*>", ""));
        Assert.Equal("en", parsed.Root!.Attribute("lang")!.Value);
        Assert.All(parsed.Descendants("section"), section =>
            Assert.NotNull(
                parsed.Descendants("h2").Single(title => title.Attribute("id")!.Value == section.Attribute("aria-labelledby")!.Value)
            )
        );
        Assert.All(parsed.Descendants("table"), table => Assert.NotNull(table.Element("caption")));
    }

    [Fact]
    public async Task The_same_bundle_makes_the_same_bytes_wherever_it_lies()
    {
        await WholeBundle.WriteAsync(_folder["bundle"]);
        await WholeBundle.WriteAsync(_folder["elsewhere", "copy"]);

        var first = await RunAsync("report", "--out", "one");
        var second = await RunAsync("report", "-b", "elsewhere/copy", "--html", "two/report.html", "--cyclonedx", "two/bom.cdx.json");
        var streamed = await RunAsync("report", "-o", "cyclonedx");

        Assert.Equal((0, 0, "", ""), (first.ExitCode, second.ExitCode, first.Output, second.Output));
        Assert.Equal(["bom.cdx.json", "report.html"], Directory.GetFiles(_folder["one"]).Select(Path.GetFileName).Order());
        Assert.Equal(Snapshot.Of(_folder["one"]), Snapshot.Of(_folder["two"]));
        Assert.Equal(await File.ReadAllTextAsync(_folder["one", "bom.cdx.json"], TestContext.Current.CancellationToken), streamed.Output);
    }

    [Fact]
    public async Task The_CycloneDX_document_keeps_to_the_rules_and_says_who_needs_what()
    {
        await WriteWithDocumentsAsync();

        var json = (await RunAsync("report", "-o", "cyclonedx")).Output;

        Assert.Equal([], CycloneDxRules.Problems(json));
        var root = JsonDocument.Parse(json).RootElement;
        var app = root.GetProperty("components")
            .EnumerateArray()
            .Single(component => component.GetProperty("bom-ref").GetString() == "image:example.org/app:1");
        using var bundle = Bundle.Open(_folder["bundle"]);
        var digest = bundle.Lock.Images[0].Digest;
        Assert.Equal($"pkg:oci/app@sha256%3A{digest.Hex}?repository_url=example.org%2Fapp&tag=1", app.GetProperty("purl").GetString());
        Assert.Equal(digest.Hex, app.GetProperty("hashes")[0].GetProperty("content").GetString());
        Assert.Equal(
            ["bom", "digital-signature"],
            app.GetProperty("externalReferences").EnumerateArray().Select(reference => reference.GetProperty("type").GetString()).Order()
        );
        Assert.DoesNotContain(root.GetProperty("components").EnumerateArray(), component =>
            component.GetProperty("name").GetString()!.Contains("sha256", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Charts_depend_on_their_images_and_the_bundle_on_what_nothing_else_needs()
    {
        await WholeBundle.WriteAsync(_folder["bundle"]);

        var json = (await RunAsync("report", "-o", "cyclonedx")).Output;

        Assert.Equal([], CycloneDxRules.Problems(json));
        var graph = JsonDocument
            .Parse(json)
            .RootElement.GetProperty("dependencies")
            .EnumerateArray()
            .ToDictionary(
                dependency => dependency.GetProperty("ref").GetString()!,
                dependency => dependency.GetProperty("dependsOn").EnumerateArray().Select(other => other.GetString()!).ToArray()
            );
        Assert.Equal(["image:example.org/app:1", "image:many:1"], graph["chart:app@1.0.0"]);
        Assert.Equal(["chart:app@1.0.0", "image:example.org/job:1"], graph["bundle"]);
        Assert.Empty(graph["image:many:1"]);
    }

    [Fact]
    public async Task Another_lock_is_another_document_and_the_same_one_is_the_same()
    {
        await WholeBundle.WriteAsync(_folder["bundle"]);
        await WholeBundle.WriteAsync(_folder["other"], title: "Other");

        var serials = new List<string>();
        foreach (var name in new[] { "bundle", "bundle", "other" })
        {
            serials.Add(
                JsonDocument
                    .Parse((await RunAsync("report", "-b", name, "-o", "cyclonedx")).Output)
                    .RootElement.GetProperty("serialNumber")
                    .GetString()!
            );
        }

        Assert.Equal(serials[0], serials[1]);
        Assert.NotEqual(serials[0], serials[2]);
        Assert.Matches("^urn:uuid:.{8}-.{4}-8.{3}-[89ab].{3}-.{12}$", serials[0]);
    }

    [Fact]
    public async Task Documents_that_came_along_and_the_state_of_signatures_are_told()
    {
        await WriteWithDocumentsAsync();
        var unsigned = await RunAsync("report");
        await RunAsync("sign", "--key", "a.pem");

        var uncheckedOne = await RunAsync("report");
        var proved = await RunAsync("report", "--verify-key", "a.pub", "--image-key", "a.pub");
        var refused = await RunAsync("report", "--verify-key", "b.pub");
        var page = (await RunAsync("report", "--verify-key", "a.pub", "--image-key", "a.pub", "-o", "html")).Output;

        Assert.Contains("; not signed.", unsigned.Output);
        Assert.Matches(@"example\.org/app:1 +sha256:\w+ .*1 signature, 1 sbom", unsigned.Output);
        Assert.Contains("carries a signature that was not checked", uncheckedOne.Output);
        Assert.Contains("; signed by a.pub (", proved.Output);
        Assert.Contains("✓ signed", proved.Output);
        Assert.Contains("✗ not proved to be signed", proved.Output);
        Assert.Equal((0, 3), (proved.ExitCode, refused.ExitCode));
        Assert.Contains("SBOM (https://spdx.dev/Document)", page);
        Assert.Contains("<dd>signed by a.pub (", page);
    }

    private async Task WriteWithDocumentsAsync()
    {
        await Openssl.MakeKeyAsync(_folder.Path, "a");
        await Openssl.MakeKeyAsync(_folder.Path, "b");
        var artifacts = new SignedArtifacts(_folder);
        var source = new MemorySource();
        var image = TestImages.FromLayers([WholeBundle.Bytes(1000, 82)]);
        var planned = new List<PlannedImage>
        {
            await source.PlanAsync("example.org/app:1", image),
            await source.PlanAsync("example.org/bare:1", TestImages.FromLayers([WholeBundle.Bytes(500, 83)])),
        };
        foreach (
            var referrer in new[]
            {
                await artifacts.SimpleSigningAsync("a.pem", image.Digest),
                await artifacts.AttestationAsync("a.pem", image.Digest, "https://spdx.dev/Document"),
            }
        )
        {
            var plan = await source.PlanAsync($"example.org/app@{referrer.Digest}", referrer);
            planned.Add(plan with { Locked = plan.Locked with { ReferrerOf = "example.org/app:1" } });
        }

        Assert.True((await MemorySource.WriteAsync(MemorySource.Order(_folder["bundle"], planned))).IsFinished);
    }

    [Fact]
    public async Task The_program_tells_what_it_is_made_of_itself()
    {
        var printed = await RunAsync("report", "--self");
        var written = await RunAsync("report", "--self", "--cyclonedx", "wsm.cdx.json");

        Assert.Equal((0, 0, ""), (printed.ExitCode, written.ExitCode, written.Output));
        Assert.Equal(printed.Output, await File.ReadAllTextAsync(_folder["wsm.cdx.json"], TestContext.Current.CancellationToken));
        Assert.Equal([], CycloneDxRules.Problems(printed.Output));
        var components = JsonDocument.Parse(printed.Output).RootElement.GetProperty("components").EnumerateArray().ToList();
        Assert.Equal(
            ThirdPartyNotices.Parts.Select(part => part.Name),
            components.Select(component => component.GetProperty("name").GetString())
        );
        Assert.Contains(components, component =>
            component.GetProperty("purl").GetString()!.StartsWith("pkg:nuget/System.CommandLine@", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_program_makes_no_page_about_itself()
    {
        var run = await RunAsync("report", "--self", "--html", "page.html");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--self describes wsm", run.Error);
    }

    private Task<RunResult> RunAsync(params string[] arguments) => RunResult.OfAsync(_folder.Path, arguments);
}
