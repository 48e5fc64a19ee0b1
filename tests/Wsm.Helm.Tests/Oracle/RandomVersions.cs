namespace Wsm.Helm.Tests.Oracle;

/// <summary>Versions and ranges as charts write them, and as they must not.</summary>
internal sealed class RandomVersions(int seed)
{
    private static readonly string[] Identifiers =
    [
        "alpha",
        "beta",
        "rc1",
        "0",
        "1",
        "01",
        "10",
        "-",
        "a-b",
        "x",
        "Z",
        "20240516120000",
        "99999999999999999999999",
        "-1",
        "00",
    ];

    private static readonly string[] Numbers = ["0", "00", "01", "10", "2147483648", "20240516120000", "18446744073709551615"];

    private readonly Random _random = new(seed);

    /// <summary>Mostly one that helm takes.</summary>
    public string Version()
    {
        var numbers = Join(
            ".",
            OneIn(20) ? 4
                : OneIn(3) ? _random.Next(1, 4)
                : 3,
            Number
        );
        return (OneIn(5) ? "v" : "")
            + numbers
            + (OneIn(3) ? "-" + Join(".", _random.Next(1, 4), Identifier) : "")
            + (OneIn(5) ? "+" + Join(".", _random.Next(1, 3), Identifier) : "");
    }

    public string Range() => Join(Pick("||", " || "), OneIn(3) ? _random.Next(1, 4) : 1, Row);

    /// <summary>With a character somewhere that does not belong there.</summary>
    public string Damaged(string text) =>
        text.Insert(_random.Next(text.Length + 1), Pick(" ", "-", ".", "v", "x", "*", "=", ">", "|", ",", "é", "\n", "+", "0", "V", "_"));

    private string Row() =>
        Blank() + Join(Pick(" ", ",", " , ", ", ", "  "), OneIn(3) ? _random.Next(1, 4) : 1, OneIn(6) ? Hyphen : Comparison) + Blank();

    private string Hyphen() => Pattern() + Pick(" - ", "  -  ", " -\t") + Pattern();

    private string Comparison() => Pick("", "", "=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^") + Blank() + Pattern();

    private string Pattern()
    {
        var numbers = Join(".", OneIn(30) ? 4 : _random.Next(1, 4), () => OneIn(6) ? Pick("*", "x", "X", "1x") : Number());
        return (OneIn(8) ? "v" : "")
            + numbers
            + (OneIn(5) ? "-" + Join(".", _random.Next(1, 3), Identifier) : "")
            + (OneIn(8) ? "+" + Identifier() : "");
    }

    private string Number() =>
        OneIn(3) ? Pick(Numbers)
        : OneIn(100) ? "18446744073709551616"
        : _random.Next(4).ToString();

    private string Identifier() => Pick(Identifiers);

    private string Blank() => Pick("", "", " ", "  ", "\t");

    private static string Join(string separator, int count, Func<string> part) =>
        string.Join(separator, Enumerable.Range(0, count).Select(_ => part()));

    private bool OneIn(int count) => _random.Next(count) == 0;

    private string Pick(params ReadOnlySpan<string> choices) => choices[_random.Next(choices.Length)];
}
