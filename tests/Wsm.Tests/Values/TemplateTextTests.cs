using Wsm.Site.Values.Overrides;

namespace Wsm.Tests.Values;

/// <summary>What a template may read, as far as its text tells.</summary>
public sealed class TemplateTextTests
{
    [Theory]
    [InlineData("{{ $bucket.path }}", true)]
    [InlineData("{{ index $bucket \"path\" }}", true)]
    [InlineData("{{ with .Values.bucket }}{{ .path }}{{ end }}", true)]
    [InlineData("{{ range .Values.buckets }}{{ if true }}{{ .path }}{{ end }}{{ end }}", true)]
    [InlineData("{{ define \"x\" }}{{ .path }}{{ end }}", true)]
    [InlineData("{{ define \"x\" }}{{ $.path }}{{ end }}", true)]
    [InlineData("{{ .path }}", false)]
    [InlineData("{{- if .path }}a{{ end }}", false)]
    [InlineData("{{ with .Values.bucket }}x{{ end }}{{ .path }}", false)]
    [InlineData("{{ with .Values.bucket }}{{ $.path }}{{ end }}", false)]
    [InlineData("{{ .other.path }}", false)]
    [InlineData("{{/* $bucket.path */}}", false)]
    [InlineData("path", false)]
    public void A_key_is_asked_of_what_may_hold_values(string template, bool asks) =>
        Assert.Equal(asks, new TemplateText(template).AsksFor("path"));

    [Theory]
    [InlineData("{{ $b := .Values.global.bucket }}", true)]
    [InlineData("{{ include \"x\" (dict \"b\" $.Values.global.bucket) }}", true)]
    [InlineData("{{ .Values.global.bucket.path }}", false)]
    [InlineData("{{ .Values.global.bucketName }}", false)]
    public void A_map_is_taken_whole_where_its_chain_ends(string template, bool whole) =>
        Assert.Equal(whole, new TemplateText(template).TakesWhole("global.bucket"));

    [Theory]
    [InlineData("{{ .Values.persistence.size }}", true)]
    [InlineData("{{ with .Values }}{{ .persistence.size }}{{ end }}", true)]
    [InlineData("{{ .Values.persistence.sizes }}", false)]
    [InlineData("persistence.size", false)]
    public void A_chain_stands_in_actions_only(string template, bool has) =>
        Assert.Equal(has, new TemplateText(template).Has("persistence.size"));
}
