using Wsm.Helm.Charts.Loading;

namespace Wsm.Helm.Tests.Charts;

public sealed class PatternTests
{
    [Theory]
    [InlineData("*", "a.txt", true)]
    [InlineData("*", "a/b", false)]
    [InlineData("a*c*e", "abcde", true)]
    [InlineData("a*c*e", "abcdef", false)]
    [InlineData("a?c", "a/c", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[^a-c]x", "bx", false)]
    [InlineData(@"\*", "*", true)]
    [InlineData(@"\*", "x", false)]
    [InlineData("templates/.?*", "templates/.hidden", true)]
    [InlineData("templates/.?*", "templates/.", false)]
    [InlineData("[", "[", false)]
    [InlineData("?", "é", true)]
    [InlineData("?", "😀", true)]
    [InlineData("??", "😀", false)]
    [InlineData("[^a]", "😀", true)]
    [InlineData("[a-😀]", "é", true)]
    [InlineData("", "", true)]
    public void A_pattern_matches_as_in_go(string pattern, string name, bool matches) =>
        Assert.Equal(matches, PathPattern.IsMatch(pattern, name));

    [Theory]
    [InlineData("[")]
    [InlineData("[a")]
    [InlineData("[]a]")]
    [InlineData("a\\")]
    [InlineData("[a-]")]
    public void A_malformed_pattern_is_known(string pattern) => Assert.False(PathPattern.IsValid(pattern));

    [Theory]
    [InlineData("*.bak", "deep/er/x.bak", false, true)]
    [InlineData("/*.bak", "deep/x.bak", false, false)]
    [InlineData("deep/*.bak", "deep/x.bak", false, true)]
    [InlineData("logs/", "logs", true, true)]
    [InlineData("logs/", "logs", false, false)]
    [InlineData("# *.txt", "a.txt", false, false)]
    [InlineData("!keep.txt", "other.txt", false, true)]
    [InlineData("!keep.txt", "keep.txt", false, false)]
    [InlineData("", "templates/.swp", false, true)]
    public void Helmignore_leaves_out_what_helm_leaves_out(string rules, string path, bool isDirectory, bool ignored) =>
        Assert.Equal(ignored, IgnoreRules.Parse(rules).Ignores(path, isDirectory));

    [Fact]
    public void Stars_cannot_make_matching_slow()
    {
        var pattern = string.Concat(Enumerable.Repeat("*a", 200)) + "b";
        Assert.False(PathPattern.IsMatch(pattern, new string('a', 5000)));
    }
}
