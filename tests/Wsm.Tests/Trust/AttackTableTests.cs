using System.Text.RegularExpressions;

namespace Wsm.Tests.Trust;

/// <summary>The table of attacks in docs/trust.md says what is done about each, and names tests that there are.</summary>
public sealed partial class AttackTableTests
{
    private const string Fuzzers = "Wsm.Fuzz";

    [Fact]
    public void Every_attack_has_tests_that_exist()
    {
        var tests = Directory
            .EnumerateFiles(Path.Combine(Checkout.Folder, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(file => Test().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Append(Fuzzers)
            .ToHashSet();
        var rows = File.ReadLines(Path.Combine(Checkout.Folder, "docs", "trust.md"))
            .SkipWhile(line => !line.StartsWith("| Attack |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .ToList();

        Assert.InRange(rows.Count, 27, 100);
        Assert.All(rows, row =>
        {
            var match = Row().Match(row);
            Assert.True(match.Success, $"no attack, answer and tests: {row}");
            Assert.Empty(match.Groups["test"].Captures.Select(name => name.Value).Except(tests));
        });
    }

    [GeneratedRegex(@"^\| [^|]+ \| [^|]+ \| (`(?<test>[^`]+)`(, )?)+ \|$", RegexOptions.ExplicitCapture)]
    private static partial Regex Row();

    [GeneratedRegex(@"^    \[(Fact|Theory)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Test();
}
