using Wsm.Helm.Versions;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using Wsm.Product.Caching;
using Wsm.Product.Failures;
using Wsm.Product.Sources;

namespace Wsm.Tests.Charts;

public sealed class RegistryTagsTests
{
    private static readonly string[] Pages =
    [
        "\"latest\", \"1.9.0\", \"2.0.0-rc.1\"",
        "\"v1.10.0\", \"1.10.0-debian-12-r3\"",
        "\"nightly\", \"1.9\", \"20240101\"",
    ];

    [Theory]
    [InlineData("*", "v1.10.0", "20240101")]
    [InlineData("<1.10", "1.9.0", "")]
    [InlineData(">=1-0", "2.0.0-rc.1", "20240101")]
    [InlineData(">=1-0 <1.9.1", "1.9.0", "")]
    public async Task The_highest_version_on_any_page_is_the_newest_tag_and_what_may_be_a_higher_one_is_named(
        string range,
        string expected,
        string named
    )
    {
        await using var server = new FaultServer(Answer);
        using var client = new RegistryClient(new RegistryOptions());
        var warnings = new List<string>();
        var tags = new RegistryTags(client, new ContentCache(null, _ => { }), offline: false, warnings.Add);
        Assert.Equal(expected, await tags.NewestAsync($"{server.Host}/wandb/controller", VersionConstraint.Parse(range), default));
        Assert.Equal(named, warnings.Count == 0 ? "" : warnings.Single().Split(": ")[^1]);
    }

    [Fact]
    public async Task No_version_in_the_range_is_an_error_that_says_so()
    {
        await using var server = new FaultServer(Answer);
        using var client = new RegistryClient(new RegistryOptions());
        var tags = new RegistryTags(client, new ContentCache(null, _ => { }), offline: false, _ => { });
        var error = await Assert.ThrowsAsync<UserError>(() =>
            tags.NewestAsync($"{server.Host}/wandb/controller", VersionConstraint.Parse("^7"), default)
        );
        Assert.Contains("None of the 8 tags of", error.Message, StringComparison.Ordinal);
    }

    private static Reply Answer(FaultRequest request)
    {
        if (!request.Path.EndsWith("/tags/list", StringComparison.Ordinal))
        {
            return Reply.Json("{}");
        }

        var page = request.Query.Contains("last=", StringComparison.Ordinal)
            ? int.Parse(request.Query[(request.Query.IndexOf("last=", StringComparison.Ordinal) + 5)..][..1])
            : 0;
        var reply = Reply.Json($$"""{"name": "wandb/controller", "tags": [{{Pages[page]}}]}""");
        return page + 1 < Pages.Length ? reply.With("Link", $"</v2/wandb/controller/tags/list?last={page + 1}>; rel=\"next\"") : reply;
    }
}
