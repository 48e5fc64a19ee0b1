using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Hosting;
using Wsm.Site.Values.Overrides;

namespace Wsm.Tests.Values;

/// <summary>
/// Charts that print their documents as text, work on that text, and parse it again: nothing in the document shows its values any more.
/// </summary>
public sealed class HiddenImageTests : IDisposable
{
    private const string Template = """
        {{- define "app.pod" -}}
        apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec:
          containers:
          - {name: main, image: "{{ with .Values.global.registry }}{{ . }}/{{ end }}{{ .Values.app.image.repository }}:{{ .Values.app.image.tag }}"}
          - {name: side, image: "{{ with .Values.global.registry }}{{ . }}/{{ end }}{{ .Values.side.image.repository }}:{{ .Values.side.image.tag }}"}
        {{- end -}}
        {{ fromYaml (include "app.pod" .) | toPrettyJson | b64enc | b64dec | splitList "\n" | join "\n" | fromJson | toPrettyJson }}
        """;

    private readonly ValuesFolder _folder = new();

    [Theory]
    [InlineData("strip", "r.example:5000/team/app:1", "r.example:5000/team/side:2")]
    [InlineData("flat", "r.example:5000/app:1", "r.example:5000/side:2")]
    [InlineData("keep", "r.example:5000/docker.io/team/app:1", "r.example:5000/docker.io/team/side:2")]
    public async Task The_values_tell_what_provenance_cannot(string style, params string[] images)
    {
        _folder.WriteChart(
            Template,
            "global: {registry: \"\"}\napp: {image: {repository: team/app, tag: \"1\"}}\nside: {image: {repository: "
                + "team/side, tag: \"2\"}}\nother: {image: {repository: team/app, tag: \"7\"}}\n"
        );

        var run = await _folder.RunAsync("--path-style", style);

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        var rendered = await _folder.RenderAsync("sample");
        Assert.All(images, image => Assert.Contains($"\"{image}\"", rendered));
    }

    [Fact]
    public async Task A_literal_stays_a_literal_even_where_a_value_reads_the_same()
    {
        _folder.WriteChart(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .Values.name }}}\nspec: {containers: [{name: a, image: busybox}]}\n",
            "name: busybox\n"
        );

        var run = await _folder.RunAsync();

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Contains("name: busybox", await _folder.RenderAsync("sample"));
    }

    [Theory]
    [InlineData("registry: quay.io\nrepository: a/b\ntag: \"1\"\n", "registry|repository|tag")]
    [InlineData("image: quay.io/a/b\nversion: \"1\"\nname: b\n", "image|version")]
    [InlineData("repository: b\ntag: \"1\"\n", "repository|tag")]
    [InlineData("registry: quay.io\ntag: \"1\"\n", "")]
    [InlineData("repository: a/bb\n", "")]
    public void A_map_counts_when_it_holds_the_images_name(string map, string keys)
    {
        var cuts = HiddenPieces.Of("quay.io/a/b:1", Value.Of(new MapValue { ["x"] = Value.Of(YamlReader.ReadMap(map)) })).ToList();

        Assert.Equal(
            keys,
            string.Join('|', cuts.SelectMany(cut => cut).Where(piece => piece.Path is not null).Select(piece => piece.Path!.Key))
        );
        Assert.All(cuts, cut => Assert.Equal("quay.io/a/b:1", string.Concat(cut.Select(piece => piece.Text))));
    }

    public void Dispose() => _folder.Dispose();
}
