using FsCheck;
using FsCheck.Fluent;
using Wsm.Oci.Registry.Auth;
using Wsm.Oci.Registry.Listing;

namespace Wsm.Oci.Tests.Registry.Http;

public sealed class ChallengeTests
{
    [Fact]
    public void A_bearer_challenge_is_taken_apart()
    {
        var challenge = Assert.Single(
            Challenge.Parse([
                """Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push" """,
            ])
        );
        Assert.Equal("bearer", challenge.Scheme);
        Assert.Equal("https://auth.docker.io/token", challenge["realm"]);
        Assert.Equal("repository:a/b:pull,push", challenge["scope"]);
    }

    [Fact]
    public void Several_challenges_in_one_header_and_in_several_are_found()
    {
        var challenges = Challenge.Parse([
            """Negotiate YII=, Basic realm="a \"b\", c", Bearer realm=x , service = "y z" """,
            "NTLM",
            "BASIC Realm=q",
        ]);
        Assert.Equal(["negotiate", "basic", "bearer", "ntlm", "basic"], challenges.Select(challenge => challenge.Scheme));
        Assert.Equal("a \"b\", c", challenges[1]["realm"]);
        Assert.Equal(("x", "y z"), (challenges[2]["realm"], challenges[2]["service"]));
        Assert.Equal("q", challenges[4]["realm"]);
    }

    [Fact]
    public void Any_text_is_read_without_an_exception_and_in_one_pass()
    {
        var texts = Gen.Elements("Bb=\",; \\realm/\0é".ToCharArray()).ArrayOf().Select(chars => new string(chars));
        Prop.ForAll(texts.ToArbitrary(), text => Challenge.Parse([text]).Count <= text.Length).QuickCheckThrowOnFailure();
        Assert.NotNull(
            Challenge.Parse([new string('"', 100_000), new string('a', 100_000), string.Concat(Enumerable.Repeat("a ", 50_000))])
        );
    }

    [Theory]
    [InlineData("</v2/a/tags/list?last=x&n=1>; rel=\"next\"", "/v2/a/tags/list?last=x&n=1")]
    [InlineData("<a>; rel=prev, <b,c;d>; title=\"x, <y>\"; REL=\"last next\"", "b,c;d")]
    [InlineData("<a>;rel=next", "a")]
    [InlineData("<a>; rel=prev", null)]
    [InlineData("<a", null)]
    [InlineData("a; rel=next", null)]
    [InlineData("", null)]
    public void The_next_page_is_found(string header, string? next) => Assert.Equal(next, LinkHeader.Next([header]));

    [Fact]
    public void Any_link_header_is_read_without_an_exception()
    {
        var texts = Gen.Elements("<>rel=next\",; \\é".ToCharArray()).ArrayOf().Select(chars => new string(chars));
        Prop.ForAll(texts.ToArbitrary(), text => (LinkHeader.Next([text])?.Length ?? 0) <= text.Length).QuickCheckThrowOnFailure();
    }
}
