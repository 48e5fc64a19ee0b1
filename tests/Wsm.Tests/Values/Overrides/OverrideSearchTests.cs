using Wsm.Helm.Data;
using Wsm.Oci.References;
using Wsm.Product.Failures;
using Wsm.Product.Finding;
using Wsm.Product.Resolving;
using Wsm.Product.Sources;
using Wsm.Site.Values.Overrides;
using Wsm.Tests.ChartStores;

namespace Wsm.Tests.Values.Overrides;

/// <summary>The search itself, over charts of one template: which values it sets, and what it gives up.</summary>
public sealed class OverrideSearchTests
{
    [Theory]
    [InlineData(
        "registry: docker.io\nname: a/b\ntag: '1'\n",
        "{{ .Values.registry }}/{{ .Values.name }}:{{ .Values.tag }}",
        "registry=r.io"
    )]
    [InlineData(
        "image: {repository: a/b, tag: '1'}\n",
        "{{ .Values.image.repository }}:{{ .Values.image.tag }}",
        "image.repository=r.io/a/b"
    )]
    [InlineData("image: a/b:1\n", "{{ .Values.image }}", "image=r.io/a/b:1")]
    [InlineData("hub: ''\nname: a/b\n", "{{ with .Values.hub }}{{ . }}/{{ end }}{{ .Values.name }}:1", "name=r.io/a/b")]
    [InlineData("name: B\n", "docker.io/a/{{ lower .Values.name }}:1", "")]
    [InlineData(
        "_defaults: {hub: docker.io}\n",
        "{{ (mergeOverwrite (deepCopy .Values._defaults) (omit .Values \"_defaults\")).hub }}/a/b:1",
        "hub=r.io"
    )]
    public void The_values_that_a_person_would_set(string values, string image, string expected)
    {
        var result = Search(values, [image]);

        Assert.Equal(expected, Set(result));
        Assert.Equal(expected.Length > 0, result.Rendered.Uses.All(use => use.Text == "r.io/a/b:1"));
    }

    [Fact]
    public void One_value_serves_several_images()
    {
        var result = Search("global: {registry: quay.io}\n", ["{{ .Values.global.registry }}/a:1", "{{ .Values.global.registry }}/b:2"]);

        Assert.Equal("global.registry=r.io", Set(result));
        Assert.Equal(["r.io/a:1", "r.io/b:2"], result.Rendered.Uses.Select(use => use.Text));
    }

    [Fact]
    public void What_the_chart_refuses_without_consent_is_consented_to()
    {
        var result = Search(
            "registry: docker.io\nallowInsecureImages: false\n",
            [
                "{{ if and (ne .Values.registry \"docker.io\") (not .Values.allowInsecureImages) }}{{ fail \"unrecognized "
                    + "images\" }}{{ end }}"
                    + "{{ .Values.registry }}/a:1",
            ]
        );

        Assert.Equal(["allowInsecureImages", "registry"], result.Edits.Select(edit => edit.Key).Order());
        Assert.Equal("allowInsecureImages", Assert.Single(result.Edits, edit => edit.IsConsent).Key);
    }

    [Fact]
    public void A_digest_goes_where_the_chart_has_a_value_for_it()
    {
        var digest = Digest.Of("sample"u8);
        var result = Search(
            "image: {repository: a, tag: '1', digest: ''}\n",
            ["{{ .Values.image.repository }}:{{ .Values.image.tag }}{{ with .Values.image.digest }}@{{ . }}{{ end }}"],
            digest: digest
        );

        Assert.Equal([$"r.io/a:1@{digest}"], result.Rendered.Uses.Select(use => use.Text));
        Assert.Empty(result.Unpinned);
    }

    [Fact]
    public void An_image_without_a_value_is_left_and_not_called_lost()
    {
        var result = Search("x: 1\n", ["docker.io/a:1"]);

        Assert.Empty(result.Edits);
        Assert.Empty(result.Lost);
        Assert.Equal(["docker.io/a:1"], result.Rendered.Uses.Select(use => use.Text));
    }

    [Fact]
    public void A_search_that_is_called_off_stops()
    {
        using var called = new CancellationTokenSource();
        called.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => Search("image: a:1\n", ["{{ .Values.image }}"], cancellation: called.Token));
    }

    [Fact]
    public void A_chart_that_does_not_render_is_the_caller_s_to_tell() =>
        Assert.Throws<UserError>(() => Search("x: 1\n", ["{{ fail \"no\" }}"]));

    private static string Set(OverrideResult result) => string.Join(' ', result.Edits.Select(edit => $"{edit.Key}={edit.Text}"));

    /// <summary>The same path in another registry.</summary>
    private static string TargetOf(string image) =>
        "r.io/" + (image.Split('/')[0].Contains('.', StringComparison.Ordinal) ? image[(image.IndexOf('/') + 1)..] : image);

    private static OverrideResult Search(
        string values,
        IReadOnlyList<string> images,
        Digest? digest = null,
        CancellationToken cancellation = default
    )
    {
        var template =
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n"
            + string.Concat(images.Select((image, index) => $"  - name: c{index}\n    image: {image}\n"));
        var archive = SampleCharts.Pack(
            ("x/Chart.yaml", "apiVersion: v2\nname: x\nversion: 1.0.0\n"),
            ("x/values.yaml", values),
            ("x/templates/pod.yaml", template)
        );
        var rendering = new ChartRendering(
            new ChartToRender("x", new ResolvedChart("x", "1.0.0", "x.tgz", archive, ""), "rel", "default", [])
        );
        var uses = new DocumentUses([], null);
        MapValue? before = null;
        return OverrideSearch.Run(
            new EditTrial(edits =>
            {
                var over = edits.Count == 0 ? null : EditedValues.Of(edits, path => TracedValue.At(before!, path));
                var release = rendering.Render(over, allDependencies: false, cancellation);
                before ??= release.Values;
                return new RenderedImages(uses.Of(release), path => TracedValue.At(release.Values, path), release.Reads);
            }),
            image => TargetOf(image.AsWritten),
            _ => digest,
            new ChartText(rendering.Chart).Has,
            cancellation
        );
    }
}
