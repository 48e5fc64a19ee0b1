using Wsm.Helm.Data;
using Wsm.Helm.Templates.Evaluation;
using Wsm.Helm.Templates.Functions;
using Wsm.Helm.Templates.Syntax;

namespace Wsm.Helm.Tests.Templates.Evaluation;

public sealed class HostileTemplateTests
{
    [Fact]
    public void An_include_of_itself_ends_after_a_thousand_calls()
    {
        var error = DeepStack.Run(() => TestTemplates.Render("{{ define \"r\" }}{{ include \"r\" . }}{{ end }}{{ include \"r\" . }}"));
        Assert.EndsWith(
            "error calling include: rendering template has a nested reference name: r: unable to execute template",
            error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_thousand_levels_of_include_work()
    {
        var text = DeepStack.Run(() =>
            TestTemplates.Render(
                "{{ define \"r\" }}{{ if gt (len .) 1 }}{{ with dict \"x\" (slice . 1) }}{{ range list .x }}{{ include \"r\" "
                    + ". }}{{ end }}{{ end }}{{ end }}.{{ end }}{{ include \"r\" . }}",
                Value.Of(new string('a', 900))
            )
        );
        Assert.Equal(new string('.', 900), text);
    }

    [Fact]
    public void A_template_that_calls_itself_ends_where_Go_ends_it()
    {
        var session = new RenderSession { Limits = new RenderLimits { TemplateDepth = 5_000 } };
        var error = DeepStack.Run(() =>
            TestTemplates.Render("{{ define \"r\" }}{{ template \"r\" . }}{{ end }}{{ template \"r\" . }}", default, session)
        );
        Assert.Equal("template: t:1:28: executing \"r\" at <{{template \"r\" .}}>: exceeded maximum template depth (5000)", error);
    }

    [Theory]
    [InlineData("{{ define \"r\" }}{{ template \"r\" . }}{{ end }}{{ template \"r\" . }}")]
    [InlineData("{{ define \"r\" }}{{ include \"r\" . }}{{ end }}{{ include \"r\" . }}")]
    [InlineData("{{ tpl .t . }}")]
    public void Recursion_on_an_ordinary_stack_is_an_error_too(string template) =>
        Assert.StartsWith(
            "template: ",
            TestTemplates.Render(template, TestTemplates.Values(("t", Value.Of("{{ tpl .t . }}")))),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData('(')]
    [InlineData('i')]
    public void Deep_nesting_is_an_error(char kind)
    {
        const int depth = 100_000;
        var template =
            kind == '('
                ? "{{ " + new string('(', depth) + "1" + new string(')', depth) + " }}"
                : string.Concat(Enumerable.Repeat("{{ if 1 }}", depth)) + string.Concat(Enumerable.Repeat("{{ end }}", depth));
        Assert.Equal("template: t:1: nested too deeply", TestTemplates.Render(template));
    }

    [Fact]
    public void Endless_loops_use_up_their_steps()
    {
        var session = new RenderSession { Limits = new RenderLimits { Steps = 10_000 } };
        Assert.Equal(
            "template: t:1:9: executing \"t\" at <9223372036854775807>: rendering takes more than 10000 steps",
            TestTemplates.Render("{{ range 9223372036854775807 }}{{ end }}", default, session)
        );
    }

    [Fact]
    public void Too_much_output_is_an_error()
    {
        var session = new RenderSession { Limits = new RenderLimits { Output = 1_000 } };
        Assert.EndsWith(
            "rendering produces more than 1000 characters",
            TestTemplates.Render("{{ range 1000 }}xx{{ end }}", default, session),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_map_that_holds_itself_cannot_be_printed()
    {
        var error = TestTemplates.Render("{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ $d }}");
        Assert.EndsWith("cannot print a value that contains itself", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_render_stops()
    {
        var session = new RenderSession { Cancellation = new CancellationToken(canceled: true) };
        Assert.Throws<OperationCanceledException>(() => TestTemplates.Render("{{ range 100000 }}{{ end }}", default, session));
    }

    [Fact]
    public void Nothing_but_a_template_exception_comes_of_random_text()
    {
        string[] pieces =
        [
            "{{",
            "}}",
            "{{-",
            "-}}",
            " ",
            "\n",
            "(",
            ")",
            "|",
            ".",
            "$",
            ":=",
            "=",
            ",",
            "if",
            "else",
            "end",
            "range",
            "with",
            "define",
            "block",
            "template",
            "break",
            "continue",
            "nil",
            "true",
            "1",
            "0x",
            "1e",
            "'",
            "\"",
            "`",
            "\\",
            "a",
            "print",
            "and",
            ".x",
            "$x",
            "/*",
            "*/",
            "é",
            "\ud83d\ude00",
            "\ud800",
            "\0",
            "'a'",
            "\"s\"",
            "1i",
            "+2",
        ];
        var random = new Random(20_260_101);
        for (var round = 0; round < 20_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 25)).Select(_ => pieces[random.Next(pieces.Length)]));
            // Anything else than TemplateException passes through Render and fails the test.
            _ = TestTemplates.Render("{{" + text + "}}" + text);
        }
    }

    [Fact]
    public void What_caused_a_functions_error_is_not_said_twice()
    {
        var functions = new FunctionTable([
            new("work", [], false, (_, _) => throw new FunctionException("bad date: x", new FormatException("x"))),
        ]);
        var set = new TemplateSet(functions);
        set.Parse("t", "{{ work }}");
        var failure = Assert.Throws<TemplateException>(() => set.Execute("t", Value.Nil, new RenderSession()));
        Assert.Equal("template: t:1:3: executing \"t\" at <work>: error calling work: bad date: x", failure.Message);
    }

    [Fact]
    public void Functions_that_fail_after_their_budget_name_the_call()
    {
        var functions = new FunctionTable([new("work", [GoType.Int], false, (runtime, a) =>
            {
                runtime.Charge((nint)a[0].Data!);
                return Value.Nil;
            })]);
        var set = new TemplateSet(functions);
        set.Parse("t", "{{ work 100 }}");
        var failure = Assert.Throws<TemplateException>(() =>
            set.Execute("t", Value.Nil, new RenderSession { Limits = new RenderLimits { Steps = 50 } })
        );
        Assert.Equal(
            "template: t:1:3: executing \"t\" at <work 100>: error calling work: rendering takes more than 50 steps",
            failure.Message
        );
    }
}
