using Wsm.Oci.References;
using Wsm.Product.Failures;
using Wsm.Site.Relocations;

namespace Wsm.Tests.Relocate;

public sealed class RelocationTests
{
    private static readonly Digest One = Digest.Of("one"u8);
    private static readonly Digest Two = Digest.Of("two"u8);

    [Theory]
    [InlineData(PathStyle.Strip, "quay.io/a/b:1", "r.example.com/p/a/b:1")]
    [InlineData(PathStyle.Strip, "redis", "r.example.com/p/library/redis:latest")]
    [InlineData(PathStyle.Keep, "quay.io/a/b:1", "r.example.com/p/quay.io/a/b:1")]
    [InlineData(PathStyle.Keep, "localhost:5000/a:1", "r.example.com/p/localhost_5000/a:1")]
    [InlineData(PathStyle.Flat, "quay.io/a/b:1", "r.example.com/p/b:1")]
    public void A_path_style_decides_what_becomes_of_the_path(PathStyle style, string source, string target)
    {
        var relocation = Relocation.Create(new RelocationOptions { Registry = "r.example.com/p", Style = style });

        Assert.Equal(target, relocation.Relocate(ImageReference.Parse(source)).Push.Canonical);
    }

    /// <summary>Quay and Docker Hub take NAMESPACE/NAME, OpenShift PROJECT/NAME, some take four parts.</summary>
    [Theory]
    [InlineData("r.example.com", 2, "quay.io/a/b:1", "r.example.com/a/b:1")]
    [InlineData("r.example.com", 2, "quay.io/a/b/c:1", "r.example.com/a/b-c:1")]
    [InlineData("r.example.com/p", 2, "quay.io/a/b/c:1", "r.example.com/p/a-b-c:1")]
    [InlineData("r.example.com/p", 3, "quay.io/a/b/c/d:1", "r.example.com/p/a/b-c-d:1")]
    [InlineData("r.example.com", 1, "quay.io/a/b:1", "r.example.com/a-b:1")]
    public void A_path_may_be_so_deep_and_the_rest_is_joined(string registry, int depth, string source, string target)
    {
        var options = new RelocationOptions
        {
            Registry = registry,
            Style = PathStyle.MaxDepth,
            MaxDepth = depth,
        };

        Assert.Equal(target, Relocation.Create(options).Relocate(ImageReference.Parse(source)).Push.Canonical);
    }

    [Fact]
    public void Paths_that_are_joined_to_one_are_found_and_a_prefix_that_leaves_no_room_is_refused()
    {
        var options = new RelocationOptions
        {
            Registry = "r.example.com",
            Style = PathStyle.MaxDepth,
            MaxDepth = 1,
        };

        var collision = Assert.Throws<UserError>(() =>
            Relocation
                .Create(options)
                .RelocateAll([(ImageReference.Parse("quay.io/a-b/c:1"), One), (ImageReference.Parse("quay.io/a/b-c:1"), Two)])
        );
        var full = Assert.Throws<UserError>(() => Relocation.Create(options with { Registry = "r.example.com/p" }));

        Assert.Contains("would both become r.example.com/a-b-c:1", Assert.Single(collision.Details));
        Assert.Contains("'p' alone is as deep as a path may be (1)", full.Message);
    }

    [Theory]
    [InlineData("r.example.com:5000", "r.example.com:5000/a/b:1")]
    [InlineData("https://r.example.com/x/", "r.example.com/x/a/b:1")]
    [InlineData("localhost", "localhost/a/b:1")]
    [InlineData("127.0.0.1:80/deep/er", "127.0.0.1:80/deep/er/a/b:1")]
    public void The_registry_may_be_written_as_people_write_it(string registry, string target)
    {
        var relocation = Relocation.Create(new RelocationOptions { Registry = registry });

        Assert.Equal(target, relocation.Relocate(ImageReference.Parse("quay.io/a/b:1")).Push.Canonical);
    }

    [Theory]
    [InlineData("harbor")]
    [InlineData("r.example.com/UPPER")]
    [InlineData("r.example.com/a:tag/b")]
    [InlineData("")]
    [InlineData("http://")]
    public void An_address_that_is_no_registry_is_a_usage_error_that_quotes_it(string registry)
    {
        var error = Assert.Throws<UserError>(() => Relocation.Create(new RelocationOptions { Registry = registry }));

        Assert.Equal(FailureKind.Usage, error.Kind);
        Assert.Contains($"'{registry}'", error.Message);
    }

    [Theory]
    [InlineData("quay.io/prometheus/*=h.io/mon/*", "quay.io/prometheus/node:1", "h.io/mon/node:1")]
    [InlineData("quay.io/*/exporter=h.io/e/*", "quay.io/team/exporter:1", "h.io/e/team:1")]
    [InlineData("*/prometheus/*=h.io/*/mon/*", "quay.io/prometheus/node:1", "h.io/quay.io/mon/node:1")]
    [InlineData("wandb/*=h.io/w/*", "wandb/local:1", "h.io/w/local:1")]
    [InlineData("redis=h.io/cache/redis", "redis:7", "h.io/cache/redis:7")]
    [InlineData("quay.io/a/b:1=h.io/special:one", "quay.io/a/b:1", "h.io/special:one")]
    [InlineData("quay.io/a/b:2=h.io/special:one", "quay.io/a/b:1", "r.io/a/b:1")]
    [InlineData("quay.io/a=h.io/x", "quay.io/a/b:1", "r.io/a/b:1")]
    [InlineData("quay.io/aa*aa=h.io/x*", "quay.io/aaa:1", "r.io/aaa:1")]
    public void A_rule_places_what_it_matches_and_nothing_else(string rule, string source, string target)
    {
        var relocation = Relocation.Create(new RelocationOptions { Registry = "r.io", Maps = [rule] });

        Assert.Equal(target, relocation.Relocate(ImageReference.Parse(source)).Push.Canonical);
    }

    [Fact]
    public void The_first_rule_that_matches_decides()
    {
        var relocation = Relocation.Create(new RelocationOptions { Maps = ["quay.io/a/*=h.io/first/*", "quay.io/*=h.io/second/*"] });

        Assert.Equal("h.io/first/b:1", relocation.Relocate(ImageReference.Parse("quay.io/a/b:1")).Push.Canonical);
        Assert.Equal("h.io/second/c:1", relocation.Relocate(ImageReference.Parse("quay.io/c:1")).Push.Canonical);
    }

    [Theory]
    [InlineData("no-equals")]
    [InlineData("a/b=")]
    [InlineData("a/b=h.io/*")]
    [InlineData("a/*=H!.io/*")]
    [InlineData("a/*=nohost/*")]
    public void A_rule_that_is_none_is_a_usage_error(string rule)
    {
        var error = Assert.Throws<UserError>(() => Relocation.Create(new RelocationOptions { Registry = "r.io", Maps = [rule] }));

        Assert.Equal(FailureKind.Usage, error.Kind);
        Assert.Contains(rule, error.Message);
    }

    [Fact]
    public void Tag_and_digest_travel_along()
    {
        var relocation = Relocation.Create(new RelocationOptions { Registry = "r.io" });

        Assert.Equal($"r.io/a/b:1@{One}", relocation.Relocate(ImageReference.Parse($"quay.io/a/b:1@{One}")).Push.Canonical);
        Assert.Equal($"r.io/a/b@{One}", relocation.Relocate(ImageReference.Parse($"quay.io/a/b@{One}")).Push.Canonical);
    }

    [Fact]
    public void The_pull_address_replaces_the_push_address_and_its_prefix()
    {
        var relocation = Relocation.Create(
            new RelocationOptions
            {
                Registry = "push.io:8443/staging",
                PullRegistry = "pull.io/prod",
                Maps = ["quay.io/m/*=push.io:8443/mon/*", "quay.io/o/*=other.io/*"],
            }
        );

        Assert.Equal("pull.io/prod/a/b:1", relocation.Relocate(ImageReference.Parse("quay.io/a/b:1")).Pull.Canonical);
        Assert.Equal("pull.io/mon/x:1", relocation.Relocate(ImageReference.Parse("quay.io/m/x:1")).Pull.Canonical);
        Assert.Equal("other.io/x:1", relocation.Relocate(ImageReference.Parse("quay.io/o/x:1")).Pull.Canonical);
    }

    [Fact]
    public void Two_images_on_one_target_are_an_error_that_names_both_and_the_way_out()
    {
        var relocation = Relocation.Create(new RelocationOptions { Registry = "r.io" });
        (ImageReference, Digest)[] images = [(ImageReference.Parse("quay.io/a/b:1"), One), (ImageReference.Parse("gcr.io/a/b:1"), Two)];

        var error = Assert.Throws<UserError>(() => relocation.RelocateAll(images));

        Assert.Contains("quay.io/a/b:1 and gcr.io/a/b:1", error.Details.Single());
        Assert.Contains("r.io/a/b:1", error.Details.Single());
        Assert.Contains("--path-style keep", error.Hint);
    }

    [Fact]
    public void Two_names_of_the_same_content_may_share_a_target()
    {
        var relocation = Relocation.Create(new RelocationOptions { Registry = "r.io" });
        (ImageReference, Digest)[] images = [(ImageReference.Parse("quay.io/a/b:1"), One), (ImageReference.Parse("gcr.io/a/b:1"), One)];

        Assert.Equal(2, relocation.RelocateAll(images).Count);
    }

    [Fact]
    public void Without_a_registry_an_image_that_no_rule_places_is_named()
    {
        var relocation = Relocation.Create(new RelocationOptions { Maps = ["quay.io/*=h.io/*"] });

        var error = Assert.Throws<UserError>(() => relocation.Relocate(ImageReference.Parse("gcr.io/a/b:1")));

        Assert.Contains("gcr.io/a/b:1", error.Message);
    }

    [Fact]
    public void The_file_for_other_tools_reads_back_as_written()
    {
        var file = new RelocationFile
        {
            Images = [new("docker.io/a/b:1", One.ToString(), "r.io/a/b:1", "p.io/a/b:1")],
            Charts = [new("c", "1.0.0", "abc", "oci://r.io/c:1.0.0")],
        };

        var read = RelocationFile.Parse(file.ToJson());

        Assert.Equal(file.Images, read.Images);
        Assert.Equal(file.Charts, read.Charts);
    }
}
