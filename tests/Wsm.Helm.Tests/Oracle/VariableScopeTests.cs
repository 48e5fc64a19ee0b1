using Wsm.Helm.Data.Json;
using Wsm.Helm.Tests.Templates;

namespace Wsm.Helm.Tests.Oracle;

/// <summary>Which variable a name stands for, where parsing and running see different ones; run by us and by Go.</summary>
public sealed class VariableScopeTests
{
    [Theory]
    [InlineData("{{ $z := 1 }}{{ if .no }}{{ $z := 2 }}{{ else }}{{ $z }}{{ end }}")]
    [InlineData("{{ $z := 1 }}{{ if .no }}{{ $z := 2 }}{{ else }}{{ $z = 3 }}{{ end }}{{ $z }}")]
    [InlineData("{{ $z := 1 }}{{ if .no }}{{ $z := 2 }}{{ else if .yes }}{{ $z }}{{ end }}")]
    [InlineData("{{ $z := 1 }}{{ with .no }}{{ $z := 2 }}{{ else }}{{ $z }}{{ end }}{{ $z }}")]
    [InlineData("{{ $z := 1 }}{{ range .none }}{{ $z := 2 }}{{ else }}{{ $z }}{{ end }}")]
    [InlineData("{{ $z := 1 }}{{ range $z, $v := .none }}{{ $v := 2 }}{{ else }}{{ $z }}{{ $v }}{{ end }}")]
    [InlineData("{{ if $z := .no }}{{ $z := 2 }}{{ else }}{{ $z }}{{ end }}")]
    [InlineData("{{ if .no }}{{ $z := 2 }}{{ else }}{{ $z }}{{ end }}")]
    [InlineData("{{ if .no }}{{ $z := 2 }}{{ else }}{{ $z = 3 }}{{ end }}")]
    [InlineData("{{ if .no }}{{ $z := 2 }}{{ else }}{{ $z := 3 }}{{ $z }}{{ end }}")]
    [InlineData("{{ range .l }}{{ if . }}{{ $z := 2 }}{{ else }}{{ $z }}{{ end }}{{ end }}")]
    [InlineData("{{ $z := 1 }}{{ range .l }}{{ if . }}{{ $z := 2 }}{{ else }}{{ $z }}{{ end }}{{ end }}")]
    [InlineData(
        "{{ $z := 1 }}{{ if .no }}{{ if .yes }}{{ $z := 2 }}{{ end }}{{ $z := 3 }}{{ else }}{{ if .yes }}{{ $z }}{{ $z := 4 }}{{ $z }}{{ "
            + "else }}{{ $z }}{{ end }}{{ $z }}{{ end }}{{ $z }}"
    )]
    public void A_name_in_an_else_does_not_stand_for_what_the_other_branch_declares(string template)
    {
        const string values = """{"yes":true,"no":false,"none":[],"l":["p",""]}""";
        using var oracle = new TemplateOracle();
        var (output, error) = oracle.Ask(template, values);
        Assert.Equal(output ?? error, TestTemplates.Render(template, JsonReader.Read(values)));
    }
}
