using Wsm.Helm.Data;
using Wsm.Helm.Provenance;
using Wsm.Helm.Templates.Evaluation;

namespace Wsm.Helm.Tests.Templates.Evaluation;

public sealed class TemplateTraceTests
{
    private static readonly ValueSource Defaults = new(ValueLayer.ChartDefault, "chart");

    [Fact]
    public void Literal_text_knows_its_line_and_values_know_their_path()
    {
        var runs = Runs("a\n  b: {{ .image }}\n");
        Assert.Equal(["'a\n  b: ' t:1:1", "'redis:7' image+0 t:2:9", "'\n' t:2:18"], runs);
    }

    [Fact]
    public void Text_that_printf_joins_keeps_its_parts() =>
        Assert.Equal(["'redis:7' image+0 t:1:4", "'/' t:1:4", "'x' tag+0 t:1:4"], Runs("{{ printf \"%s/%s\" .image .tag }}"));

    [Fact]
    public void Included_text_keeps_the_place_that_wrote_it() =>
        Assert.Equal(
            ["'<' t:1:17", "'redis:7' image+0 t:1:21", "'>' t:1:30"],
            Runs("{{ define \"d\" }}<{{ .image }}>{{ end }}{{ include \"d\" . }}")
        );

    [Fact]
    public void Literal_text_of_tpl_comes_from_the_value() =>
        Assert.Equal(["'pre-' tpl+0 t:1:4", "'x' tag+0 t:1:4", "'-post' tpl+14 t:1:4"], Runs("{{ tpl .tpl . }}"));

    [Fact]
    public void A_literal_that_stands_in_for_a_missing_value_names_it() =>
        Assert.Equal(["'fallback' missing+0 t:1:4"], Runs("{{ or .missing \"fallback\" }}"));

    [Fact]
    public void Nothing_is_recorded_when_nobody_asks()
    {
        var set = new TemplateSet(TestTemplates.Functions);
        set.Parse("t", "a {{ . }}");
        Assert.Null(set.Execute("t", Value.Of("x"), TestTemplates.Session).Trace);
    }

    private static List<string> Runs(string template)
    {
        var map = new MapValue { Origin = new ValueOrigin(ValuePath.Root, Defaults) };
        foreach (var (key, value) in new[] { ("image", "redis:7"), ("tag", "x"), ("tpl", "pre-{{ .tag }}-post") })
        {
            map[key] = Value.Of(value, new ValueOrigin(ValuePath.Root.Child(key), Defaults));
        }

        var set = new TemplateSet(TestTemplates.Functions);
        set.Parse("t", template);
        var output = set.Execute("t", Value.Of(map), new RenderSession { Trace = true });
        var text = (string)output.Data!;
        return
        [
            .. ((TextTrace)output.Trace!).Runs.Select(run =>
                $"'{text.Substring(run.Start, run.Length)}'{(run.Origin is null ? "" : $" {string.Join('&', run.Origin.Origins())}+{run.OriginStart}")} "
                + $"{run.Position}"
            ),
        ];
    }
}
