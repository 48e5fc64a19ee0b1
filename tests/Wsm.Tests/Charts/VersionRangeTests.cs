using VersionRange = Wsm.Charts.VersionRange;

namespace Wsm.Tests.Charts;

public sealed class VersionRangeTests
{
    [Theory]
    [InlineData("*", "1.2.3", true)]
    [InlineData("", "1.2.3", true)]
    [InlineData("*", "1.2.3-rc.1", false)]
    [InlineData(">0-0", "1.2.3-rc.1", true)]
    [InlineData("1.2.3", "1.2.3", true)]
    [InlineData("1.2.3", "1.2.4", false)]
    [InlineData("v1.2.3", "1.2.3", true)]
    [InlineData("1.2", "1.2.9", true)]
    [InlineData("1.2", "1.3.0", false)]
    [InlineData("1", "1.9.9", true)]
    [InlineData("1.x", "1.9.9", true)]
    [InlineData("1.2.*", "1.2.7", true)]
    [InlineData("1.2.X", "1.3.0", false)]
    [InlineData("^1.2.3", "1.9.0", true)]
    [InlineData("^1.2.3", "1.2.2", false)]
    [InlineData("^1.2.3", "2.0.0", false)]
    [InlineData("^0.2.3", "0.2.9", true)]
    [InlineData("^0.2.3", "0.3.0", false)]
    [InlineData("^0.0.3", "0.0.3", true)]
    [InlineData("^0.0.3", "0.0.4", false)]
    [InlineData("^0.0", "0.0.9", true)]
    [InlineData("^0.0", "0.1.0", false)]
    [InlineData("^0", "0.9.9", true)]
    [InlineData("~1.2.3", "1.2.9", true)]
    [InlineData("~1.2.3", "1.3.0", false)]
    [InlineData("~1", "1.9.0", true)]
    [InlineData("~>1.2", "1.2.4", true)]
    [InlineData(">=1.2 <3", "2.9.9", true)]
    [InlineData(">=1.2, <3", "3.0.0", false)]
    [InlineData(">= 1.2,< 3", "1.2.0", true)]
    [InlineData("1.2 - 3.4.5", "3.4.5", true)]
    [InlineData("1.2 - 3.4.5", "3.4.6", false)]
    [InlineData("1.2 - 3", "3.9.0", true)]
    [InlineData("1.x || >=3", "3.1.0", true)]
    [InlineData("1.x || >=3", "2.1.0", false)]
    [InlineData("!=1.2.3", "1.2.3", false)]
    [InlineData("!=1.2", "1.2.9", false)]
    [InlineData("!=1.2", "1.3.0", true)]
    [InlineData(">1.2", "1.2.9", false)]
    [InlineData(">1.2", "1.3.0", true)]
    [InlineData(">1", "1.9.0", false)]
    [InlineData("<=1.2", "1.2.9", true)]
    [InlineData("<=1", "1.9.0", true)]
    [InlineData("<1.2", "1.1.9", true)]
    [InlineData("=>1.2.3", "1.2.3", true)]
    [InlineData("=<1.2.3", "1.2.4", false)]
    [InlineData(">=1.2.3-0", "1.3.0-beta", true)]
    [InlineData(">=1.2.3-0 <2", "1.3.0-beta", true)]
    [InlineData("1.2.3+build", "1.2.3", true)]
    public void A_range_holds_the_versions_that_Helm_finds_in_it(string range, string version, bool expected) =>
        Assert.Equal(expected, VersionRange.Parse(range).Contains(NuGet.Versioning.SemanticVersion.Parse(version)));

    [Theory]
    [InlineData("latest")]
    [InlineData(">>1")]
    [InlineData("1.2.3.4")]
    [InlineData("^")]
    [InlineData("1.2 ||| 2")]
    [InlineData("99999999999999999999.1.1")]
    [InlineData("1.2.3 and up")]
    public void What_is_no_range_is_refused_with_a_reason(string text)
    {
        Assert.False(VersionRange.TryParse(text, out _, out var problem));
        Assert.NotEmpty(problem);
    }
}
