using Wsm.Helm.Versions;
using Wsm.Product.Sources;

namespace Wsm.Tests.Charts;

public sealed class TagChoiceTests
{
    [Theory]
    [InlineData("1.0.0 1.0.20240516120000 latest", "*", "1.0.20240516120000", "")]
    [InlineData("1.0.0 1.1.0_build.7 1.2.0-rc.1", "*", "1.1.0_build.7", "")]
    [InlineData("1.0.0 1.1 0.9", "*", "1.0.0", "1.1")]
    [InlineData("1.0.0 1.1 0.9 2", "<1.1", "1.0.0", "")]
    [InlineData("1.0.0 v1.1.0", "*", "1.0.0", "v1.1.0")]
    [InlineData("v1.0.0 v1.1.0 v1.1 sha256-0a.sig", "*", "v1.1.0", "")]
    [InlineData("1.0.0 1.2.3.4 1.0.0-03173138 0a1b2c3", "*", "1.0.0", "1.2.3.4, 1.0.0-03173138")]
    [InlineData("latest 7", "*", null, "7")]
    public void A_chart_s_tag_is_chosen_as_helm_chooses_it_and_what_might_have_been_meant_is_named(
        string tags,
        string range,
        string? expected,
        string passedOver
    )
    {
        var choice = TagChoice.OfChart(tags.Split(' '), VersionConstraint.Parse(range));
        Assert.Equal((expected, passedOver), (choice.Tag, string.Join(", ", choice.PassedOver)));
        Assert.Equal(passedOver.Length > 0, choice.Warning("oci://h/c") is not null);
    }

    [Theory]
    [InlineData("latest 1.9.0 v1.10.0 1.10.0-debian-12-r3 1.9 20240101", "v1.10.0", "20240101")]
    [InlineData("1.0.0 1.0.20240516120000", "1.0.20240516120000", "")]
    public void The_newest_image_is_the_one_with_the_highest_full_version(string tags, string expected, string passedOver)
    {
        var choice = TagChoice.OfImage(tags.Split(' '), VersionConstraint.Stable);
        Assert.Equal((expected, passedOver), (choice.Tag, string.Join(", ", choice.PassedOver)));
    }

    [Fact]
    public void Many_tags_are_counted_and_not_all_named()
    {
        var choice = TagChoice.OfChart([.. Enumerable.Range(1, 9).Select(i => $"{i}.0")], VersionConstraint.Stable);
        Assert.EndsWith(": 1.0, 2.0, 3.0, 4.0, 5.0 and 4 more", choice.Warning("oci://h/c"), StringComparison.Ordinal);
    }
}
