using Wsm.Oci.References;
using Wsm.Peers;
using Wsm.Product.Resolving;
using Wsm.Product.Sources;
using Wsm.Site.Relocations;
using Wsm.Site.Values;
using Wsm.Site.Values.Overrides;
using Wsm.Site.Values.Proving;
using Wsm.Site.Values.Requests;
using Wsm.Tests.ChartStores;

namespace Wsm.Tests.Values;

/// <summary>Images pinned by digest, and what that must not spoil.</summary>
public sealed class DigestPinTests : IDisposable
{
    private const string Pinned = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("{{ .Values.r }}:{{ .Values.tag }}", "", "tag: 1.0@" + Pinned, true)]
    [InlineData("{{ .Values.r }}:{{ .Values.tag }}{{ with .Values.digest }}@{{ . }}{{ end }}", "", "digest: " + Pinned, true)]
    [InlineData("{{ .Values.r }}:{{ .Values.tag }}{{ with .Values.sha }}@sha256:{{ . }}{{ end }}", "", "sha: 0123456789abcdef", true)]
    [InlineData("{{ .Values.r }}:{{ .Values.tag }}", "labels: {version: {{ .Values.tag | trunc 40 | quote }}}", "repository", false)]
    [InlineData("{{ .Values.r }}:1.0", "", "r: r.example:5000/a/b", false)]
    public async Task A_digest_goes_to_where_it_shows_in_the_image_alone(string image, string metadata, string written, bool pinned)
    {
        var archive = SampleCharts.Pack(
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n"),
            ("c/values.yaml", "r: quay.io/a/b\ntag: \"1.0\"\n"),
            (
                "c/templates/all.yaml",
                $"apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  {metadata}\nspec: {{containers: [{{name: a, image: \"{image}\"}}]}}\n"
            )
        );
        var component = new ResolvedComponent
        {
            Name = "c",
            Title = "c",
            Images = [],
            Chart = new ResolvedChart("c", "1.0.0", "x", archive, ""),
            Rendered = true,
        };

        var report = await ValuesRun.RunAsync(
            new ValuesRequest
            {
                Set = new ImageSet("c", "c", [component]),
                Relocation = Relocation.Create(new RelocationOptions { Registry = "r.example:5000" }),
                Held = _ => new HeldImage(Digest.Parse(Pinned)),
                ByDigest = true,
                OutFolder = _folder.Path,
            },
            TestContext.Current.CancellationToken
        );

        var entry = Assert.Single(report.Proof);
        Assert.Equal((ProofStatus.Rendered, "r.example:5000/a/b:1.0" + (pinned ? "@" + Pinned : "")), (entry.Status, entry.Image));
        Assert.Contains(written.Replace("repository", "r: r.example:5000/a/b"), report.Files[0].Text);
        Assert.Equal(
            pinned
                ? []
                :
                [
                    "r.example:5000/a/b:1.0 is named by its tag only: c has no value through which its digest could stand there and "
                        + "nowhere else.",
                ],
            report.Warnings
        );
    }

    public void Dispose() => _folder.Dispose();
}
