using FsCheck;
using FsCheck.Fluent;
using Wsm.Oci.References;

namespace Wsm.Oci.Tests.References;

public sealed class ImageReferenceTests
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("redis", "docker.io/library/redis:latest")]
    [InlineData("redis:7.2", "docker.io/library/redis:7.2")]
    [InlineData("wandb/local:0.62.2", "docker.io/wandb/local:0.62.2")]
    [InlineData("docker.io/redis", "docker.io/library/redis:latest")]
    [InlineData("index.docker.io/library/redis", "docker.io/library/redis:latest")]
    [InlineData("quay.io/prometheus/prometheus:v2.47.0", "quay.io/prometheus/prometheus:v2.47.0")]
    [InlineData("localhost/a", "localhost/a:latest")]
    [InlineData("localhost:5000/a/b:c", "localhost:5000/a/b:c")]
    [InlineData("[::1]:5000/a", "[::1]:5000/a:latest")]
    [InlineData("[2001:db8::1]/a", "[2001:db8::1]/a:latest")]
    [InlineData("Host/a", "Host/a:latest")]
    [InlineData("localhost:5000", "docker.io/library/localhost:5000")]
    [InlineData("a.b/c__d/e-f--g/h.i_j", "a.b/c__d/e-f--g/h.i_j:latest")]
    [InlineData("a/b@sha256:" + Hex, "docker.io/a/b@sha256:" + Hex)]
    [InlineData("localhost:5000/a/b:c@sha256:" + Hex, "localhost:5000/a/b:c@sha256:" + Hex)]
    [InlineData("a@sha512:" + Hex + Hex, "docker.io/library/a@sha512:" + Hex + Hex)]
    public void A_reference_has_its_canonical_form(string text, string canonical)
    {
        var reference = ImageReference.Parse(text);
        Assert.Equal(canonical, reference.Canonical);
        Assert.Equal(text, reference.AsWritten);
        Assert.Equal(reference, ImageReference.Parse(canonical));
        Assert.Equal(canonical, ImageReference.Parse(canonical).Canonical);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(":tag")]
    [InlineData("@sha256:" + Hex)]
    [InlineData("a:")]
    [InlineData("a:.b")]
    [InlineData("a:-b")]
    [InlineData("a:b c")]
    [InlineData("a:bü")]
    [InlineData("a@sha256:0123")]
    [InlineData("a@sha256:" + Hex + "0")]
    [InlineData("a@md5:0123456789abcdef0123456789abcdef")]
    [InlineData("a@sha512:" + Hex)]
    [InlineData("a@sha256:" + Hex + "@sha256:" + Hex)]
    [InlineData("A")]
    [InlineData("a/B")]
    [InlineData("a//b")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a/../b")]
    [InlineData("../a")]
    [InlineData("a..b/c/d-")]
    [InlineData("x/a___b")]
    [InlineData("x/a._b")]
    [InlineData("x/-a")]
    [InlineData("x/a_")]
    [InlineData("host:port/a")]
    [InlineData("host:/a")]
    [InlineData("host:99999/a")]
    [InlineData("-host.x/a")]
    [InlineData("host-.x/a")]
    [InlineData("host..x/a")]
    [InlineData("[::1/a")]
    [InlineData("[zz]:5000/a")]
    [InlineData("[]/a")]
    [InlineData("[1:2]/a")]
    [InlineData("https://quay.io/a/b")]
    [InlineData("a\nb")]
    [InlineData("{{ .Values.image }}")]
    [InlineData(Hex)]
    public void What_breaks_the_grammar_is_refused_with_a_reason(string text)
    {
        Assert.False(ImageReference.TryParse(text, out var reference, out var problem));
        Assert.Null(reference);
        Assert.NotEmpty(problem);
        Assert.Contains("is not an image reference", Assert.Throws<FormatException>(() => ImageReference.Parse(text)).Message);
    }

    [Fact]
    public void Lengths_are_bounded_as_registries_bound_them()
    {
        Assert.True(ImageReference.TryParse("h.x/" + new string('a', 255), out _));
        Assert.False(ImageReference.TryParse("h.x/" + new string('a', 256), out _));
        Assert.True(ImageReference.TryParse("a:" + new string('t', 128), out _));
        Assert.False(ImageReference.TryParse("a:" + new string('t', 129), out _));
        Assert.False(ImageReference.TryParse(new string('h', 300) + ".x/a", out _));
    }

    [Fact]
    public void What_is_printed_parses_to_the_same()
    {
        var component = Gen.Elements("a", "b1", "x.y", "c__d", "e-f", "g--h", "0");
        var host = Gen.Elements("", "localhost/", "quay.io/", "r.example:5000/", "[::1]:443/", "10.0.0.1/");
        var tag = Gen.Elements("", ":latest", ":v1.2.3", ":_x", ":A-b.C");
        var digest = Gen.Elements("", "@sha256:" + Hex, "@sha512:" + Hex + Hex);
        var texts =
            from h in host
            from path in component.NonEmptyListOf()
            from t in tag
            from d in digest
            select h + string.Join('/', path) + t + d;
        Prop.ForAll(texts.ToArbitrary(), text =>
            {
                if (!ImageReference.TryParse(text, out var reference))
                {
                    return text.Length > 200;
                }

                var again = ImageReference.Parse(reference.Canonical);
                return again.Equals(reference)
                    && again.Registry == reference.Registry
                    && again.Repository == reference.Repository
                    && again.Tag == reference.Tag
                    && again.Digest == reference.Digest;
            })
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_text_is_parsed_or_refused_and_never_throws()
    {
        var characters = Gen.Elements("ab0.:/@-_[]AZ%\0\né ".ToCharArray());
        Prop.ForAll(characters.ArrayOf().Select(chars => new string(chars)).ToArbitrary(), text =>
            {
                if (!ImageReference.TryParse(text, out var reference))
                {
                    return true;
                }

                return reference.AsWritten == text && ImageReference.Parse(reference.Canonical).Equals(reference);
            })
            .QuickCheckThrowOnFailure();
        Assert.False(ImageReference.TryParse(null, out _));
        Assert.False(ImageReference.TryParse(new string('/', 1_000_000), out _));
        Assert.False(ImageReference.TryParse(new string('-', 1_000_000) + ":" + new string('a', 1_000_000), out _));
    }

    [Fact]
    public void A_host_that_would_be_taken_for_a_name_on_Docker_Hub_is_refused()
    {
        Assert.Contains("myhost:443", Assert.Throws<FormatException>(() => ImageReference.Create("myhost", "team/app")).Message);
        Assert.Equal("myhost:443/team/app:1", ImageReference.Create("myhost:443", "team/app", "1").Canonical);
        Assert.Equal("docker.io/library/redis:latest", ImageReference.Create("index.docker.io", "redis").Canonical);
    }

    [Fact]
    public void A_digest_wins_over_the_tag_when_the_registry_is_asked()
    {
        Assert.Equal("sha256:" + Hex, ImageReference.Parse("a:b@sha256:" + Hex).TagOrDigest);
        Assert.Null(ImageReference.Parse("a@sha256:" + Hex).Tag);
        Assert.Equal("latest", ImageReference.Parse("a").TagOrDigest);
        Assert.Equal(
            "docker.io/library/a:b@sha256:" + Hex,
            ImageReference.Parse("a:b").WithDigest(Digest.Parse("sha256:" + Hex)).Canonical
        );
    }
}
