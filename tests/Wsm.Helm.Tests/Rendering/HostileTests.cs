using Wsm.Helm.Rendering;
using Wsm.Helm.Templates.Evaluation;
using Wsm.Helm.Tests.Charts;

namespace Wsm.Helm.Tests.Rendering;

/// <summary>Charts that try to run for ever, fill the memory or the stack: each ends with an error that says why.</summary>
public sealed class HostileTests
{
    private static readonly RenderLimits Small = new()
    {
        Steps = 2_000_000,
        Output = 8 * 1024 * 1024,
        Text = 4 * 1024 * 1024,
    };

    [Theory]
    [InlineData("{{ define \"x\" }}{{ include \"x\" . }}{{ end }}{{ include \"x\" . }}", "nested reference name: x")]
    [InlineData("{{ define \"x\" }}{{ template \"x\" . }}{{ end }}{{ template \"x\" . }}", "exceeded maximum template depth")]
    [InlineData("{{ tpl .Values.again . }}", "error calling tpl")]
    [InlineData("{{ range until 2000000000 }}x{{ end }}", "rendering takes more than 2000000 steps")]
    [InlineData("{{ repeat 2000000000 \"x\" }}", "rendering takes more than 2000000 steps")]
    [InlineData("{{ range 2000000000 }}{{ end }}", "rendering takes more than 2000000 steps")]
    [InlineData(
        "{{ range until 3000 }}{{ range until 3000 }}{{ range until 3000 }}{{ end }}{{ end }}{{ end }}",
        "rendering takes more than 2000000 steps"
    )]
    [InlineData(
        "{{ $s := \"x\" }}{{ range until 60 }}{{ $s = print $s $s }}{{ end }}{{ len $s }}",
        "rendering takes more than 2000000 steps"
    )]
    [InlineData(
        "{{ $l := list 1 }}{{ range until 60 }}{{ $l = concat $l $l }}{{ end }}{{ len $l }}",
        "rendering takes more than 2000000 steps"
    )]
    [InlineData("{{ $d := dict }}{{ $_ := set $d \"self\" $d }}{{ toYaml $d }}", null)]
    [InlineData("{{ $d := dict }}{{ $_ := set $d \"self\" $d }}{{ deepCopy $d | toJson }}", "values nest deeper than 1000 levels")]
    [InlineData("{{ $d := dict }}{{ $_ := set $d \"self\" $d }}{{ $d }}", null)]
    public void A_template_without_end_ends(string template, string? reason)
    {
        var chart = TestCharts.WithTemplate(template, "again: '{{ tpl .Values.again . }}'\n");
        var request = new RenderRequest { Values = chart.Values!, Limits = Small };
        var thrown = Record.Exception(() => Renderer.Render(chart, request, TestContext.Current.CancellationToken));
        if (reason is not null)
        {
            Assert.Contains(reason, Assert.IsType<RenderException>(thrown).Message);
        }
        else
        {
            Assert.True(thrown is null or RenderException, thrown?.ToString());
        }
    }

    [Fact]
    public void Brackets_without_end_end()
    {
        var chart = TestCharts.WithTemplate("{{ " + new string('(', 200_000) + "1" + new string(')', 200_000) + " }}");
        Assert.Throws<RenderException>(() => TestCharts.Render(chart));
    }

    [Fact]
    public void Blocks_without_end_end()
    {
        var chart = TestCharts.WithTemplate(
            string.Concat(Enumerable.Repeat("{{ if true }}", 200_000)) + string.Concat(Enumerable.Repeat("{{ end }}", 200_000))
        );
        var thrown = Record.Exception(() => TestCharts.Render(chart));
        Assert.True(thrown is null or RenderException, thrown?.ToString());
    }

    [Fact]
    public void Yaml_aliases_do_not_multiply()
    {
        var bomb =
            "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
            + string.Concat(
                Enumerable.Range(1, 12).Select(n => $"a{n}: &a{n} [{string.Join(", ", Enumerable.Repeat($"*a{n - 1}", 9))}]\n")
            );
        var chart = TestCharts.WithTemplate(bomb);
        Assert.Contains("excessive aliasing", Assert.Throws<RenderException>(() => TestCharts.Render(chart)).Message);
    }

    [Fact]
    public void Yaml_nested_without_end_ends()
    {
        var chart = TestCharts.WithTemplate("a: " + new string('[', 100_000));
        Assert.Throws<RenderException>(() => TestCharts.Render(chart));
    }

    [Fact]
    public void A_pattern_of_hell_takes_no_time()
    {
        var chart = TestCharts.WithTemplate("a: {{ regexMatch \"^(a+)+$\" .Values.text }}", $"text: {new string('a', 20_000)}b\n");
        Assert.Contains("a: false", TestCharts.Render(chart));
    }

    [Fact]
    public void A_glob_of_hell_takes_no_time()
    {
        var name = new string('a', 2_000);
        var chart = TestCharts.Load(
            ("Chart.yaml", TestCharts.Minimal),
            (name, "x"),
            ("templates/t.yaml", "a: {{ len (.Files.Glob \"" + string.Concat(Enumerable.Repeat("{a,**}*", 60)) + "b\") }}")
        );
        Assert.Contains("a: 0", TestCharts.Render(chart));
    }

    [Fact]
    public void A_render_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        var chart = TestCharts.WithTemplate("{{ range until 1000 }}{{ range until 1000 }}{{ end }}{{ end }}");
        Assert.ThrowsAny<OperationCanceledException>(() => Renderer.Render(chart, new RenderRequest(), cancel.Token));
    }
}
