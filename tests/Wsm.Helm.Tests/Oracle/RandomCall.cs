using Wsm.Helm.Data;
using Wsm.Helm.Templates.Functions;

namespace Wsm.Helm.Tests.Oracle;

/// <summary>Calls of functions with arguments that mostly have the right type and often odd values.</summary>
internal sealed class RandomCall(int seed)
{
    private static readonly string[] Texts =
    [
        "\"\"",
        "\"a\"",
        "\"abc\"",
        "\"aBc dEf_gh-ij\"",
        "\"é日本\"",
        "\"\\xff\"",
        "\"1\"",
        "\"-1\"",
        "\"1.5\"",
        "\"0x10\"",
        "\"010\"",
        "\"true\"",
        "\"a,b,,c\"",
        "\"{\"",
        "\"[\"",
        "\"a: b\"",
        "\"{a: 1}\"",
        "\"[1, 2]\"",
        "\"(\"",
        "\"[a-z]+\"",
        "\"(?P<x>a)b\"",
        "\"$1x\"",
        "\"a/b/../c.txt\"",
        "\"http://u:p@h:1/p?q=1#f\"",
        "\"1.2.3\"",
        "\">=1.0\"",
        "\"2020-02-30\"",
        "\"2006-01-02\"",
        "\"3h\"",
        "\"95\"",
        "\"YWI=\"",
        "\"MFRA====\"",
        "\"  x  \"",
        "\"a\\nb\\n\"",
        "\"string\"",
        "\"map\"",
        "\"%s %d\"",
    ];

    private static readonly string[] Integers =
    [
        "0",
        "1",
        "-1",
        "2",
        "3",
        "7",
        "-5",
        "100",
        "2147483648",
        "9223372036854775807",
        "-9223372036854775808",
        "0x1f",
        "'x'",
    ];

    /// <summary>Those that make something of a size, which helm does not bound.</summary>
    private static readonly HashSet<string> Growing =
    [
        "until",
        "untilStep",
        "seq",
        "repeat",
        "indent",
        "nindent",
        "wrap",
        "wrapWith",
        "round",
    ];

    private static readonly string[] SmallIntegers = ["0", "1", "-1", "2", "3", "7", "-5", "100"];

    private static readonly string[] Floats = ["0.0", "1.5", "-0.5", "2.0", "1e3", "1e300", "-1e-7"];

    private static readonly string[] Lists =
    [
        "(list)",
        "(list 1 \"a\" nil)",
        "(list \"b\" \"a\" \"b\")",
        "(list 3 1 2)",
        "(list 1.5 true)",
        "(list (list 1) (list))",
        "(list (dict \"a\" 1))",
        "(list \"\" nil 0)",
        "(until 3)",
        "(splitList \",\" \"a,b\")",
    ];

    private static readonly string[] Maps =
    [
        "(dict)",
        "(dict \"a\" 1)",
        "(dict \"a\" (dict \"b\" \"c\"))",
        "(dict \"a\" nil)",
        "(dict \"a\" (list 1))",
        "(dict \"host\" \"h\")",
        "(dict \"scheme\" 5)",
        "(split \",\" \"a\")",
    ];

    private static readonly string[] Others =
    [
        "nil",
        ".none",
        ".none.deep",
        "true",
        "false",
        "(int64 5)",
        "(int 5)",
        "(float64 2)",
        "(toDecimal \"17\")",
        "(semver \"1.2.3-a\")",
        "(toDate \"2006-01-02\" \"2020-02-03\")",
        "(b64dec \"/w==\")",
        ".Values",
        ".Values.a",
        "(index (list 1) 0)",
    ];

    /// <summary>Their results are random, of the clock, or in the order in which Go's maps happen to be.</summary>
    private static readonly HashSet<string> Excluded =
    [
        "randAlpha",
        "randAlphaNum",
        "randAscii",
        "randBytes",
        "randInt",
        "randNumeric",
        "shuffle",
        "uuidv4",
        "now",
        "ago",
        "date",
        "dateInZone",
        "date_in_zone",
        "htmlDate",
        "htmlDateInZone",
        "bcrypt",
        "htpasswd",
        "encryptAES",
        "genCA",
        "genCAWithKey",
        "genPrivateKey",
        "genSelfSignedCert",
        "genSelfSignedCertWithKey",
        "genSignedCert",
        "genSignedCertWithKey",
        "derivePassword",
        "getHostByName",
        "lookup",
        "fail",
        "required",
        "include",
        "tpl",
    ];

    public static string[] Functions { get; } =
    [.. FunctionTable.Helm.Names.Where(name => !Excluded.Contains(name)).Order(StringComparer.Ordinal)];

    private readonly Random _random = new(seed);

    public string Of(string function)
    {
        FunctionTable.Helm.TryGet(function, out var found);
        var parameters = found!.Parameters;
        var count = found.Variadic ? parameters.Count - 1 + _random.Next(4) : parameters.Count;
        if (_random.Next(25) == 0)
        {
            count = Math.Max(0, count + _random.Next(-1, 2));
        }

        var integers = Growing.Contains(function) ? SmallIntegers : Integers;
        var arguments = Enumerable.Range(0, count).Select(i => Argument(i < parameters.Count ? parameters[i] : parameters[^1], integers));
        return $"{function} {string.Join(' ', arguments)}".TrimEnd();
    }

    private string Argument(GoType type, string[] integers) =>
        _random.Next(8) == 0
            ? Any(integers)
            : type switch
            {
                GoType.String => Pick(Texts),
                GoType.Bool => Pick("true", "false"),
                GoType.Int or GoType.Int32 or GoType.Int64 => Pick(integers),
                GoType.Float64 => Pick(Floats),
                GoType.List or GoType.StringList => Pick(Lists),
                GoType.Map or GoType.StringMap => Pick(Maps),
                _ => Any(integers),
            };

    private string Any(string[] integers) =>
        _random.Next(7) switch
        {
            0 or 1 => Pick(Texts),
            2 => Pick(integers),
            3 => Pick(Floats),
            4 => Pick(Lists),
            5 => Pick(Maps),
            _ => Pick(Others),
        };

    private string Pick(params ReadOnlySpan<string> choices) => choices[_random.Next(choices.Length)];
}
