using System.Runtime.CompilerServices;
using System.Text.Json;
using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;
using Wsm.Helm.Data;
using Wsm.Helm.Rendering;

namespace Wsm.Helm.Tests.Probes;

/// <summary>Each probe of probes.json is one template and what helm 4.1 makes of it; run.py asks helm anew.</summary>
public sealed class ProbeTests
{
    private static readonly string Folder = FolderOf();
    private static readonly Chart Bare = new ChartLoader().Load(Path.Combine(Folder, "chart"));
    private static readonly List<Probe> Probes = ReadProbes();

    public static TheoryData<int, string> Answered => Rows(probe => probe.Output is not null);

    public static TheoryData<int, string> Refused => Rows(probe => probe.Error is not null);

    [Theory]
    [MemberData(nameof(Answered))]
    public void A_template_gives_what_helm_gives(int index, string template)
    {
        Assert.NotEmpty(template);
        Assert.Equal(Probes[index].Output, Run(Probes[index].Template));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_template_that_helm_refuses_is_refused_in_the_same_words(int index, string template)
    {
        Assert.NotEmpty(template);
        var refusal = Assert.Throws<RenderException>(() => Run(Probes[index].Template));
        Assert.Equal(Words(Probes[index].Error!), Words(refusal.Message));
    }

    private static string Run(string template)
    {
        var chart = new Chart
        {
            Metadata = Bare.Metadata,
            Values = Bare.Values,
            Files = Bare.Files,
            Dependencies = Bare.Dependencies,
            Templates = Files(template),
        };
        var release = Renderer.Render(
            chart,
            new RenderRequest { ReleaseName = "rel", Namespace = "ns" },
            TestContext.Current.CancellationToken
        );
        var encoded = (string)((MapValue)Assert.Single(release.Documents).Data.Data!)["p"].Data!;
        return GoText.FromBytes(Convert.FromBase64String(encoded));
    }

    /// <summary>
    /// The same two files that run.py writes: the probe in a template of its own, and one that includes it and keeps every byte.
    /// </summary>
    private static List<ChartFile> Files(string probe)
    {
        var definesItself = probe.Contains("define") || probe.Contains("block");
        var body = definesItself ? probe : "";
        var page = definesItself
            ? "p: {{ include \"probe/templates/_body.tpl\" . | b64enc | quote }}\n"
            : "{{ define \"probe.body\" }}" + probe + "{{ end }}p: {{ include \"probe.body\" . | b64enc | quote }}\n";
        return [new ChartFile("templates/_body.tpl", GoText.ToBytes(body)), new ChartFile("templates/p.yaml", GoText.ToBytes(page))];
    }

    private static string Words(string message) => message.Replace("Error: ", "").Trim();

    private static TheoryData<int, string> Rows(Func<Probe, bool> wanted)
    {
        var rows = new TheoryData<int, string>();
        for (var i = 0; i < Probes.Count; i++)
        {
            if (wanted(Probes[i]))
            {
                rows.Add(i, Probes[i].Template);
            }
        }

        return rows;
    }

    private static List<Probe> ReadProbes()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "probes.json")));
        return
        [
            .. document
                .RootElement.EnumerateArray()
                .Select(static probe => new Probe(
                    probe.GetProperty("template").GetString()!,
                    probe.TryGetProperty("output", out var output) ? GoText.FromBytes(EscapedBytes(output.GetString()!)) : null,
                    probe.TryGetProperty("error", out var error) ? error.GetString() : null
                )),
        ];
    }

    // Python writes a byte that is no UTF-8 as a lone surrogate, as GoText does.
    private static byte[] EscapedBytes(string text) => GoText.ToBytes(text);

    private static string FolderOf([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private sealed record Probe(string Template, string? Output, string? Error);
}
