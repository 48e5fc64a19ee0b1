using Wsm.Helm.Data;

namespace Wsm.Helm.Tests.Templates.Evaluation;

/// <summary>Small templates, and what helm 4 prints for them.</summary>
public sealed class LanguageTests
{
    private static Value Data =>
        TestTemplates.Values(
            ("s", Value.Of("x")),
            ("n", Value.Of(3.0)),
            ("nul", Value.Nil),
            ("list", Value.Of(new ListValue([Value.Of("a"), Value.Of("b"), Value.Of("c"), Value.Of("d")]))),
            ("empty", Value.Of(new ListValue())),
            ("map", TestTemplates.Values(("k1", Value.Of("v1")), ("a9", Value.Of(2.0)), ("a10", Value.Of(1.0))))
        );

    [Theory]
    [InlineData("{{ 1 }}", "1")]
    [InlineData("{{ 1 | }}", "1")]
    [InlineData(
        "{{ 1e3 }} {{ 1e21 }} {{ 0x1F }} {{ 0b11 }} {{ 0o17 }} {{ 017 }} {{ 1_000 }} {{ -5 }} {{ +5 }} {{ 1.0 }} {{ .5 }} {{ 0x1p4 }}",
        "1000 1e+21 31 3 15 15 1000 -5 5 1 0.5 16"
    )]
    [InlineData(@"{{ 'a' }} {{ '\n' }} {{ '\'' }} {{ '\u263a' }}", "97 10 39 9786")]
    [InlineData("{{ 1i }} {{ 2+3i }}", "(0+1i) (2+3i)")]
    [InlineData(@"{{ ""a\tb\u263a\x41\101"" }}{{ `raw\n""x""` }}", "a\tb☺AAraw\\n\"x\"")]
    [InlineData("{{ .nope }}|{{ .nul }}|{{ print .nope nil }}|{{ print nil }}", "<no value>|<no value>|<nil> <nil>|<nil>")]
    [InlineData("{{ .n }} {{ .list }} {{ .map }}", "3 [a b c d] map[a10:1 a9:2 k1:v1]")]
    public void Literals_and_values_print(string template, string expected) => Assert.Equal(expected, TestTemplates.Render(template, Data));

    [Theory]
    [InlineData("{{ \"a\" -}}\n  b\n{{- \"c\" }}\n  d {{- /* x */ -}}  \n e", "abc\n  de")]
    [InlineData("{{- if true }}\nx\n{{- else }}\ny\n{{- end }}\nz\n", "\nx\nz\n")]
    [InlineData("x {{- /* trim */ -}} y", "xy")]
    [InlineData("a {{- 3 }} {{ 4 -}} b", "a3 4b")]
    [InlineData("{{3 -}}\n\t b", "3b")]
    [InlineData("{{-3}} {{- -3 }}", "-3-3")]
    [InlineData("{{ print\n1\n-}} x", "1x")]
    public void Markers_trim(string template, string expected) => Assert.Equal(expected, TestTemplates.Render(template));

    [Theory]
    [InlineData("{{ range .list }}[{{ . }}]{{ end }}", "[a][b][c][d]")]
    [InlineData("{{ range $i, $v := .list }}{{ $i }}={{ $v }};{{ end }}", "0=a;1=b;2=c;3=d;")]
    [InlineData("{{ range $k, $v := .map }}{{ $k }}={{ $v }};{{ end }}", "a10=1;a9=2;k1=v1;")]
    [InlineData("{{ range $v := .map }}{{ $v }},{{ end }}", "1,2,v1,")]
    [InlineData("{{ range .empty }}x{{ else }}none{{ end }}{{ range .nope }}x{{ else }}none{{ end }}", "nonenone")]
    [InlineData("{{ range $i, $e := list }}{{ else }}{{ $i }}{{ $e }}{{ end }}", "[][]")]
    [InlineData(
        "{{ range 3 }}{{ . }}{{ end }}{{ range $i := 3 }}{{ $i }}{{ end }}{{ range 0 }}x{{ else }}E{{ end }}{{ range -1 }}x{{ else }}E{{ "
            + "end }}",
        "012012EE"
    )]
    [InlineData(
        "{{ range $i, $v := .list }}{{ if eq $i 1 }}{{ continue }}{{ end }}{{ if eq $i 3 }}{{ break }}{{ end }}{{ $v }}{{ end }}",
        "ac"
    )]
    [InlineData("{{ range .list }}{{ range until 3 }}{{ if eq . 1 }}{{ break }}{{ end }}{{ . }}{{ end }}{{ . }}{{ end }}", "0a0b0c0d")]
    [InlineData("{{ $i := 9 }}{{ range $i = list 1 2 }}{{ $i }}{{ end }}{{ $i }}", "122")]
    [InlineData("{{ $i := 9 }}{{ $j := 8 }}{{ range $i, $j = list 1 2 }}{{ $i }}{{ end }}{{ $i }}{{ $j }}", "0112")]
    [InlineData(
        "{{ $d := dict \"a\" 1 \"b\" 2 }}{{ range $k, $v := $d }}{{ $_ := set $d \"c\" 3 }}{{ $k }}{{ end }}{{ $d }}",
        "abmap[a:1 b:2 c:3]"
    )]
    public void Range_walks(string template, string expected) => Assert.Equal(expected, TestTemplates.Render(template, Data));

    [Theory]
    [InlineData("{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ $x }}{{ end }}{{ $x }}", "21")]
    [InlineData("{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ $x }}{{ end }}{{ $x }}", "22")]
    [InlineData("{{ $x := 1 }}{{ $x := print $x \"y\" }}{{ $x }}", "1y")]
    [InlineData("{{ $x := .s }}{{ with .map }}{{ $x }}{{ .k1 }}{{ $.s }}{{ end }}", "xv1x")]
    [InlineData("{{ with $y := .map }}{{ $y.k1 }}{{ .k1 }}{{ end }}", "v1v1")]
    [InlineData("{{ with 0 }}a{{ else with 3 }}b{{ . }}{{ else }}c{{ end }}", "b3")]
    [InlineData("{{ if 0 }}A{{ else if 1 }}B{{ else }}C{{ end }}", "B")]
    [InlineData("{{ ($x := 3) }}{{ $x }}", "33")]
    [InlineData("{{ $x := nil | print }}{{ $x }}", "template: t:1:9: executing \"t\" at <nil>: nil is not a command")]
    [InlineData("{{ $x := .nope }}{{ $x.foo.bar }}", "<no value>")]
    [InlineData("{{ (dict \"x\" (dict \"y\" 2)).x.y }} {{ (index .list 0) }} {{ ((1)) }}", "2 a 1")]
    [InlineData("{{ \"a\" | printf \"%s-%s\" \"b\" }}", "b-a")]
    public void Variables_and_branches_scope(string template, string expected) =>
        Assert.Equal(expected, TestTemplates.Render(template, Data));

    [Theory]
    [InlineData(
        "{{ define \"t1\" }}<{{ . }}>{{ end }}{{ template \"t1\" \"x\" }} {{ template \"t1\" }} {{ include \"t1\" nil }}",
        "<x> <<no value>> <<no value>>"
    )]
    [InlineData("{{ block \"b1\" .s }}B{{ . }}{{ end }}", "Bx")]
    [InlineData("{{ define \"a\" }}1{{ end }}{{ define \"a\" }} {{/* c */}}\n{{ end }}{{ template \"a\" }}", "1")]
    [InlineData("{{ define \"a\" }} {{ end }}{{ define \"a\" }}2{{ end }}{{ template \"a\" }}", "2")]
    [InlineData(
        "{{ define \"a\" }}1{{ end }}{{ define \"a\" }}2{{ end }}",
        "template: t:1: template: multiple definition of template \"a\""
    )]
    [InlineData("{{ define \"t\" }}1{{ end }}2", "template: t:1: template: multiple definition of template \"t\"")]
    [InlineData(" {{ define \"t\" }}1{{ end }}", "1")]
    [InlineData("{{ define \"t\" }} {{ end }}2", "2")]
    [InlineData("{{ tpl \"{{ .s }}!{{ .nope }}\" . }}", "x!")]
    [InlineData("{{ tpl \"{{ define `z` }}Z{{ end }}{{ include `z` . }}\" . }}", "Z")]
    [InlineData("{{ define \"o\" }}O{{ end }}{{ tpl \"{{ include `o` . }}{{ tpl `{{ .s }}` . }}\" . }}", "Ox")]
    [InlineData("{{ tpl \"\" . }}{{ tpl \"  \" . }}|", "  |")]
    public void Templates_call_one_another(string template, string expected) =>
        Assert.Equal(expected, TestTemplates.Render(template, Data));

    [Theory]
    [InlineData(
        "{{ and 1 0 2 }} {{ or 0 \"\" \"x\" }} {{ and false (fail \"no\") }} {{ or 1 (fail \"no\") }} {{ or .nope (dict) }} "
            + "{{ and .nope 1 }}",
        "0 x false 1 map[] <no value>"
    )]
    [InlineData(
        "{{ eq 1 1 }} {{ eq 1 2 3 1 }} {{ eq \"a\" \"b\" \"a\" }} {{ eq nil nil }} {{ eq .nope nil }} {{ eq .map nil }} {{ "
            + "eq nil \"a\" }} {{ eq 'a' 97 }}",
        "true true true true true false false true"
    )]
    [InlineData(
        "{{ lt 1 2 }} {{ le 2 2 }} {{ gt 2 1 }} {{ ge 2 3 }} {{ lt \"a\" \"b\" }} {{ ne 1 2 }} {{ not nil }} {{ gt .n 2.0 }}",
        "true true true false true true true true"
    )]
    [InlineData(
        "{{ len \"héllo\" }} {{ len .list }} {{ len .map }} {{ index \"abc\" 1 }} {{ index .map \"zz\" }} {{ slice \"héllo\" "
            + "1 3 }} {{ slice .list 1 3 }}",
        "6 4 3 98 <no value> é [b c]"
    )]
    [InlineData(
        "{{ html \"<a href=\\\"x\\\">&'\" }} {{ html nil }} {{ html 1 \"<\" }}",
        "&lt;a href=&#34;x&#34;&gt;&amp;&#39; &lt;no value&gt; 1&lt;"
    )]
    [InlineData(
        "{{ js \"\\u2028\\u00e9<>&='\" }} {{ urlquery \"a b~_-.!*'()\" 1 }}",
        "\\u2028é\\u003C\\u003E\\u0026\\u003D\\' a+b~_-.%21%2A%27%28%291"
    )]
    [InlineData("{{ trunc 1.0 \"abc\" }}{{ trunc 0x2 \"abc\" }}", "aab")]
    public void Builtins_work(string template, string expected) => Assert.Equal(expected, TestTemplates.Render(template, Data));
}
