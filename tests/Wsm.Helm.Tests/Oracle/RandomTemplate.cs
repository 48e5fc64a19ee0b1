using System.Text;

namespace Wsm.Helm.Tests.Oracle;

/// <summary>
/// Writes templates that nobody would: mostly sound ones, with mistakes of all kinds among them. Only what Go 1.19 knows too.
/// </summary>
internal sealed class RandomTemplate(int seed)
{
    private static readonly string[] Literals =
    [
        "1",
        "0",
        "-3",
        "2.5",
        "1e3",
        "0x1F",
        "'a'",
        "\"x\"",
        "\"\"",
        "\"héllo\"",
        "`raw \"q\"`",
        "true",
        "false",
        "1.0",
        "017",
        "1i",
        "\"a b\"",
    ];

    private static readonly string[] Fields =
    [
        ".a",
        ".b",
        ".c",
        ".d",
        ".e",
        ".m.k",
        ".m.l",
        ".m",
        ".l",
        ".nope",
        ".m.nope",
        "$.a",
        "$.m.k",
        "$",
        ".",
    ];

    private static readonly string[] Formats =
    [
        "%v",
        "%s",
        "%d",
        "%q",
        "%x",
        "%T",
        "%5.2f",
        "%-6s|",
        "%+d",
        "%t",
        "%c",
        "%g",
        "%e",
        "%6v|",
        "%03d",
        "%v-%v",
        "%[2]v %[1]v",
        "%%",
        "%#v",
        "%!",
        "a",
        "%.2s",
        "%U",
        "%08.3f",
        "%X",
        "% x",
        "%o",
    ];

    private static readonly string[] Mistakes = [".nope.x", ".s.x", ".l.x", "nil", "$.b.c", "call", "1e99", "upper", "len"];

    private readonly Random _random = new(seed);
    private readonly StringBuilder _text = new();
    private readonly List<string> _variables = [];
    private int _loops;

    public string Write()
    {
        _text.Append("{{ define \"d\" }}<{{ . }}{{ with .m }}{{ .k }}{{ end }}>{{ end }}");
        Nodes(3);
        return _text.ToString();
    }

    private void Nodes(int depth)
    {
        var count = _random.Next(1, 4);
        var inSight = _variables.Count;
        for (var i = 0; i < count; i++)
        {
            Node(depth);
        }

        _variables.RemoveRange(inSight, _variables.Count - inSight);
    }

    private void Node(int depth)
    {
        switch (_random.Next(depth > 0 ? 14 : 8))
        {
            case 0:
                _text.Append(Pick(" text\n", "\n", "é ", "{ }} "));
                break;
            case 1 when _loops > 0:
                Action(Pick("break", "continue"));
                break;
            case 2:
                var name = Pick("$x", "$y", "$z");
                Action($"{name} := {Pipeline(2)}");
                _variables.Add(name);
                break;
            case 3 when _variables.Count > 0:
                Action($"{Pick([.. _variables])} = {Pipeline(2)}");
                break;
            case 4:
                Action($"template \"{Pick("d", "d", "d", "d", "d", "d", "none")}\" {Pipeline(1)}");
                break;
            case 5:
                _text.Append(Pick("{{/* c */}}", " {{- /* c */ -}} ", "{{- /* c */}}"));
                break;
            case 8 or 9:
                Block($"if {Pipeline(2)}", depth);
                break;
            case 10:
                Block($"with {Pipeline(2)}", depth);
                break;
            case 11 or 12 or 13:
                Range(depth);
                break;
            default:
                Action(Pipeline(3));
                break;
        }
    }

    private void Range(int depth)
    {
        var inSight = _variables.Count;
        var over = Pick(".l", ".m", "$.l", "$.m", "list 1 \"b\" nil", "until 3", ".nope", ".e", Pipeline(1));
        switch (_random.Next(3))
        {
            case 0:
                _variables.Add("$i");
                over = "$i := " + over;
                break;
            case 1:
                _variables.AddRange(["$i", "$j"]);
                over = "$i, $j := " + over;
                break;
        }

        _loops++;
        Block("range " + over, depth);
        _loops--;
        _variables.RemoveRange(inSight, _variables.Count - inSight);
    }

    private void Block(string head, int depth)
    {
        Action(head);
        Nodes(depth - 1);
        if (_random.Next(3) == 0)
        {
            // After else there is no loop any more to Go's parser, but the variables are still there.
            var loops = _loops;
            _loops = head.StartsWith("range", StringComparison.Ordinal) ? 0 : loops;
            Action("else");
            Nodes(depth - 1);
            _loops = loops;
        }

        Action("end");
    }

    private void Action(string inside) =>
        _text.Append(Pick("{{ ", "{{", "{{- ", " {{ ")).Append(inside).Append(Pick(" }}", " }}", " -}}", " -}}\n ", "\n}}"));

    private string Pipeline(int depth)
    {
        var pipeline = Command(depth);
        while (_random.Next(4) == 0)
        {
            pipeline += Pick(" | ", "|") + Call(depth, piped: true);
        }

        return pipeline;
    }

    private string Command(int depth) => _random.Next(4) == 0 ? Operand(depth) : Call(depth, piped: false);

    private string Call(int depth, bool piped)
    {
        var function = Pick(
            "print",
            "println",
            "printf",
            "eq",
            "ne",
            "lt",
            "le",
            "gt",
            "ge",
            "and",
            "or",
            "not",
            "len",
            "index",
            "html",
            "js",
            "urlquery",
            "upper",
            "trunc",
            "until",
            "list",
            "include",
            "tpl",
            "print",
            "printf",
            "and",
            "or",
            "print",
            "list",
            "html"
        );
        var arguments = function switch
        {
            "printf" => $"\"{Pick(Formats)}{(_random.Next(2) == 0 ? Pick(Formats) : "")}\" {Operands(depth, _random.Next(0, 3))}",
            "not" => piped ? "" : Operand(depth),
            "len" => piped ? "" : Pick(".l", ".m", ".a", "\"é\"", Operand(depth)),
            "upper" => piped ? "" : Pick(".a", "\"x\"", "(print 1)", Operand(depth)),
            "eq" or "ne" or "lt" or "le" or "gt" or "ge" when !piped && _random.Next(8) > 0 => Pick(
                "1 2",
                "\"a\" .a",
                ".b 3.0",
                "2.5 1e3",
                "(len .l) 4",
                ".a .m.k",
                ".c \"\"",
                "1 1"
            ),
            "index" when !piped && _random.Next(8) > 0 => Pick("$.l 1", "$.m \"k\"", "$.m \"l\" 0", "$.m \"none\"", "\"abc\" 1"),
            "until" => piped ? "" : Pick("2", "0", "3", "1", "1.0"),
            "trunc" => piped ? "2" : "2 " + Pick(".a", "\"é\"", "(print 1)", Operand(depth)),
            "include" => $"\"{Pick("d", "d", "none")}\" {(piped ? "" : Operand(depth))}",
            "tpl" => $"`{Pick("{{ . }}", "{{ .a }}!{{ .nope }}", "plain", "{{ bad", "{{ include \"d\" . }}", "{{ .m.k.x }}")}` "
                + $"{(piped ? "" : Operand(depth))}",
            "lt" or "le" or "gt" or "ge" or "ne" => Operands(depth, piped ? 1 : 2),
            _ => Operands(depth, _random.Next(piped ? 0 : 1, 4)),
        };
        return $"{function} {arguments}".TrimEnd();
    }

    private string Operands(int depth, int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => Operand(depth)));

    private string Operand(int depth) =>
        _random.Next(depth > 0 ? 12 : 9) switch
        {
            0 or 1 or 2 => Pick(Literals),
            3 or 4 or 5 or 6 => Pick(Fields),
            7 => _random.Next(12) == 0 ? Pick(Mistakes) : Pick(Literals),
            8 => _variables.Count > 0 ? Pick([.. _variables]) + Pick("", "", "", ".k", ".x.y") : Pick(Fields),
            9 => $"({Pipeline(depth - 1)}).k",
            _ => $"({Pipeline(depth - 1)})",
        };

    private string Pick(params ReadOnlySpan<string> choices) => choices[_random.Next(choices.Length)];
}
