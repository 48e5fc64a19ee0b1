using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Data.Yaml;

namespace Wsm.Helm.Tests.Oracle;

/// <summary>Values and texts that lean to what YAML finds difficult.</summary>
internal sealed class RandomData(int seed)
{
    private static readonly string[] Words =
    [
        "a",
        "b",
        "yes",
        "no",
        "on",
        "off",
        "y",
        "n",
        "true",
        "false",
        "null",
        "~",
        "1",
        "0",
        "01",
        "0x1f",
        "0o7",
        "1e3",
        "1.5",
        ".5",
        "-",
        "- ",
        ": ",
        ":",
        "#",
        " #",
        "# ",
        "?",
        "? ",
        "!",
        "&",
        "*",
        "|",
        ">",
        "'",
        "\"",
        "%",
        "@",
        "`",
        "{",
        "}",
        "[",
        "]",
        ",",
        "foo",
        "bar baz",
        "hello world",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\t",
        "\r",
        "\r\n",
        "é",
        "日本",
        "😀",
        "\u2028",
        "\u0085",
        "\u00a0",
        "\ufeff",
        "\u0001",
        "\u007f",
        "\0",
        "12:30",
        "2001-01-01",
        "2001-12-14t21:59:43.10-05:00",
        "2001-1-1 1:2:3",
        "---",
        "...",
        "=",
        "<<",
        "<",
        "&amp;",
        "\\",
        "/",
        "0b11",
        "+1",
        "-1",
        "1_000",
        ".inf",
        "-.INF",
        ".nan",
        "1e400",
        "18446744073709551616",
        "9223372036854775808",
        "a9",
        "a10",
        "x-1",
        "00",
        "0_7",
        "1:2:3",
        "1.2.3",
        "$",
        "a long sentence with many words that goes on and on until it passes the eightieth column for sure",
        "nginx.ingress.kubernetes.io/proxy-body-size",
        "http://example.com/x?y=z&a=b",
    ];

    private static readonly string[] Fragments =
    [
        "a: ",
        "b:",
        "- ",
        "\n",
        "\n",
        "\n  ",
        "\n    ",
        "  ",
        " ",
        "x",
        "y: z",
        "'",
        "\"",
        "\"q\"",
        "'s'",
        "|",
        "|-",
        ">",
        ">+",
        "|2",
        "&a ",
        "*a",
        "<<: ",
        "{",
        "}",
        "[",
        "]",
        ",",
        "? ",
        ": ",
        "#",
        " # c",
        "!!str ",
        "!!int ",
        "!x ",
        "!!float ",
        "!!binary ",
        "aGk=",
        "---",
        "\n---\n",
        "...",
        "\n...\n",
        "%YAML 1.1\n",
        "\t",
        "1",
        "0x1F",
        "0755",
        "1e3",
        "yes",
        "null",
        "~",
        "foo bar",
        "key: value\n",
        "  sub: 1\n",
        "- item\n",
        "- - n\n",
        "\\",
        "\\n",
        "\\x41",
        "é",
        "\r\n",
        "`",
        "@",
        "%",
        "-",
        ":",
        "a:b",
        "k: {a: 1, b: [c, d]}\n",
        "k: [a, b: c]\n",
        "k: &x {a: 1}\n",
        "<<: *x\n",
        "m: *x\n",
        "t: |\n  text\n  more\n",
        "f: >\n  fold\n  ed\n\n  x\n",
        "q: \"a\n  b\"\n",
        "2: two\n",
        "true: t\n",
        "1.5: f\n",
        "d: 2001-01-01\n",
        "\u2028",
        "\u0085",
    ];

    private const string Signs = " :-#'\"\n\t,[]{}&*!|>%@?";

    private readonly Random _random = new(seed);

    public Value Next(int depth = 3)
    {
        switch (_random.Next(depth <= 0 ? 6 : 10))
        {
            case 0:
                return Number();
            case 1:
                return _random.Next(3) switch
                {
                    0 => Value.Nil,
                    1 => Value.Of(true),
                    _ => Value.Of(false),
                };
            case <= 5:
                return Value.Of(Text());
            case <= 7:
                return new Value(new ListValue([.. Enumerable.Range(0, _random.Next(4)).Select(_ => Next(depth - 1))]));
            default:
                return new Value(Map(depth));
        }
    }

    public MapValue Map(int depth)
    {
        var map = new MapValue();
        for (var i = _random.Next(5); i > 0; i--)
        {
            map[_random.Next(3) == 0 ? Text() : "k" + _random.Next(30) + (_random.Next(2) == 0 ? "" : "-" + _random.Next(30))] = Next(
                depth - 1
            );
        }

        return map;
    }

    public string Text() =>
        _random.Next(8) switch
        {
            0 => "",
            1 => Word(),
            2 => string.Join(
                " ",
                Enumerable.Range(0, _random.Next(1, 40)).Select(_ => _random.Next(6) == 0 ? Word() : "word" + _random.Next(1000))
            ),
            3 => string.Join(_random.Next(2) == 0 ? "\n" : " ", Enumerable.Range(0, _random.Next(1, 6)).Select(_ => Word())),
            4 => string.Join(
                "\n",
                Enumerable.Range(0, _random.Next(1, 5)).Select(_ => new string(' ', _random.Next(3)) + "line " + _random.Next(9))
            ) + new string('\n', _random.Next(3)),
            _ => string.Concat(Enumerable.Range(0, _random.Next(1, 5)).Select(_ => Word())),
        };

    /// <summary>Something like YAML: pieces thrown together, or a proper document with a few characters changed.</summary>
    public string Yaml() => _random.Next(2) == 0 ? Pieces() : Damage("k:\n  " + Document().Replace("\n", "\n  "));

    public string Json() => Damage((string)JsonWriter.Write(new Value(Map(2)), _random.Next(2) == 0 ? "  " : null).Data!);

    private string Document()
    {
        try
        {
            return (string)YamlWriter.Write(Next()).Data!;
        }
        catch (MarshalException)
        {
            return "a: b\n";
        }
    }

    private string Pieces()
    {
        var text = new StringBuilder(_random.Next(2) == 0 ? "a: " : "");
        for (var i = _random.Next(1, 12); i > 0; i--)
        {
            text.Append(Fragments[_random.Next(Fragments.Length)]);
        }

        return text.ToString();
    }

    private string Damage(string whole)
    {
        var text = new StringBuilder(whole);
        for (var i = _random.Next(4); i > 0 && text.Length > 1; i--)
        {
            var at = _random.Next(text.Length);
            var sign = Signs[_random.Next(Signs.Length)];
            switch (_random.Next(3))
            {
                case 0:
                    text.Remove(at, 1);
                    break;
                case 1:
                    text.Insert(at, sign);
                    break;
                default:
                    text[at] = sign;
                    break;
            }
        }

        return text.ToString();
    }

    private string Word() => Words[_random.Next(Words.Length)];

    private Value Number() =>
        Value.Of(
            _random.Next(5) switch
            {
                0 => _random.Next(-100, 100),
                1 => _random.NextInt64(),
                2 => _random.NextDouble() * Math.Pow(10, _random.Next(-30, 30)),
                3 => Math.Pow(10, _random.Next(-12, 25)),
                _ => BitConverter.Int64BitsToDouble(_random.NextInt64()) is var number && double.IsFinite(number) ? number : 0.1,
            }
        );
}
