using Wsm.Helm.Data;
using Wsm.Helm.Rendering.Globs;

namespace Wsm.Helm.Tests.Oracle;

/// <summary>Patterns of <c>.Files.Glob</c> beside the real helm, on the same files.</summary>
public sealed class GlobOracleTests
{
    private static readonly string[] Files =
    [
        "a.txt",
        "b.txt",
        "é.txt",
        "aé",
        "éa",
        "ab",
        "abc",
        "aab",
        "b",
        "日本.md",
        "files/a.txt",
        "files/b/a.txt",
        "files/b/c/a.txt",
        "files/é/a.txt",
        "conf/d/x",
        "conf/x/d/x",
        "conf/dx",
        "conf/a-b.yaml",
        "conf/a,b.yaml",
        "conf/{a}.yaml",
        "conf/[a].yaml",
        "deep/er/and/deep/x.yaml",
        "x.yaml",
        "x.yml",
        "README.md",
    ];

    [Fact]
    public async Task Patterns_that_people_write_and_odd_ones_find_what_helm_finds() =>
        await CompareAsync([
            "",
            "*",
            "**",
            "***",
            "?",
            "*.txt",
            "**.txt",
            "**/*.txt",
            "files/*",
            "files/**",
            "files/**/a.txt",
            "files/**a.txt",
            "conf/**/d/x",
            "conf/**/x",
            "**/d/x",
            "{files,conf}/**",
            "{files,conf}/*",
            "*.{yaml,yml}",
            "**.{yaml,yml}",
            "conf/*.{yaml,yml}",
            "?.txt",
            "??.txt",
            "[a-b].txt",
            "[!a].txt",
            "[!a-b].txt",
            "[é].txt",
            "[!é].txt",
            "[a]",
            "[!a]",
            "?a",
            "a?",
            "a[!b]",
            "é*",
            "*é",
            "?*.txt",
            "[!/]*",
            "{a",
            "{a,b",
            "a}",
            "{a,}b",
            "{,a}b",
            "{*,a}b",
            "{a*,b}",
            "{a*b,ab}",
            "{a?,b*}.txt",
            "{a.txt,b.txt}",
            "{a.txt,a.txt}",
            "x{.yaml,.yml}",
            "{{a,b},é}.txt",
            "[",
            "[a",
            "[]",
            "[!]",
            "[a-]",
            "[b-a]",
            "[a-c-e]",
            "[ab-c].txt",
            "a\\",
            "\\a.txt",
            "conf/\\{a\\}.yaml",
            "conf/\\[a\\].yaml",
            "conf/a\\,b.yaml",
            "conf/a,b.yaml",
            "{conf/a\\,b,x}.yaml",
            "/a.txt",
            "a.txt/",
            "日?.md",
            "日*",
            "*/*/a.txt",
            "**/**/a.txt",
            "d**/**x*",
            "\uFFFD",
        ]);

    [Fact]
    public async Task Random_patterns_find_what_helm_finds()
    {
        var random = new Random(51);
        string[] parts =
        [
            "a",
            "b",
            "ab",
            "é",
            "/",
            ".txt",
            "files",
            "x",
            "*",
            "**",
            "?",
            "[a-c]",
            "[!a]",
            "[é]",
            "[!ab]",
            "[!/]",
            "{",
            "}",
            ",",
            "\\",
            "[",
            "-",
        ];
        await CompareAsync([.. Enumerable.Range(0, 4000).Select(_ => Pattern())]);

        string Pattern() =>
            string.Concat(
                Enumerable
                    .Range(0, random.Next(1, 7))
                    .Select(_ => random.Next(4) == 0 ? $"{{{Parts()},{Parts()}}}" : parts[random.Next(parts.Length)])
            );

        string Parts() => string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => parts[random.Next(parts.Length - 6)]));
    }

    [Fact]
    public void A_pattern_cannot_make_matching_endless()
    {
        var work = 0L;
        var glob = new Glob(string.Concat(Enumerable.Repeat("a*b**", 50)));
        Assert.Throws<OperationCanceledException>(() => glob.IsMatch(new string('a', 300) + new string('b', 300), units =>
            {
                if ((work += units) > 1_000_000)
                {
                    throw new OperationCanceledException();
                }
            }));
    }

    private static async Task CompareAsync(string[] patterns)
    {
        // Where helm's library breaks off, it does so for the whole run.
        patterns = [.. patterns.Where(pattern => Record.Exception(() => Ours(pattern)) is not FunctionException)];
        var theirs = await HelmOracle.AskAsync(
            "$.Files.Glob $c | toJson | fromJson | keys | sortAlpha | join \" \"",
            [.. patterns.Select(pattern => Value.Of(pattern))],
            Files
        );
        var different = patterns
            .Zip(theirs, (pattern, found) => (Pattern: pattern, Theirs: found, Ours: Ours(pattern)))
            .Where(pair => pair.Theirs != pair.Ours)
            .Select(pair => $"{pair.Pattern}\nhelm: {pair.Theirs}\nours: {pair.Ours}\n\n");
        Assert.Equal("", string.Concat(different.Take(20)));
    }

    private static string Ours(string pattern)
    {
        var glob = new Glob(pattern);
        string[] all = [.. Files, "cases.json"];
        return string.Join(' ', all.Where(file => glob.IsMatch(file, _ => { })).Order(StringComparer.Ordinal));
    }
}
