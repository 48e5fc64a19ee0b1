using Wsm.Oci.References;
using Wsm.Product.Artifacts;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;

namespace Wsm.Tests.Artifacts;

/// <summary>Images of an artifact's files are renamed in their text, and nothing else is.</summary>
public sealed class ArtifactRewriterTests
{
    private static readonly Digest Pushed = Digest.Of("pushed"u8);
    private static readonly string[] Paths = ["apps.*.image", "apps.*.sidecars.*.image", "data.*.images.*"];

    [Fact]
    public void Parts_keep_their_shape_and_get_the_pushed_digest()
    {
        const string Text = """
            # What the product runs.
            apps:
              api: # the first
                image:
                  registry: ghcr.io
                  repository: team/api   # no host here
                  tag: "4.35"
                replicas: 2
              web:
                image: {repository: 'ghcr.io:5000/team/web', tag: v1}
              worker:
                image: quay.io/team/worker:2
            """;

        var written = Rewrite(Text);

        Assert.Equal(
            $$"""
            # What the product runs.
            apps:
              api: # the first
                image:
                  registry: inside.example
                  repository: wb/team/api   # no host here
                  tag: "4.35"
                  digest: {{Pushed}}
                replicas: 2
              web:
                image: {repository: 'inside.example/wb/team/web', tag: v1, digest: {{Pushed}}}
              worker:
                image: inside.example/wb/team/worker:2@{{Pushed}}
            """,
            written
        );
    }

    [Fact]
    public void A_digest_that_is_there_gives_way_to_the_pushed_one()
    {
        var old = Digest.Of("published"u8);
        var text = $"apps:\n  api:\n    image:\n      digest: {old}\n      repository: ghcr.io/team/api\n";

        Assert.Equal($"apps:\n  api:\n    image:\n      digest: {Pushed}\n      repository: inside.example/wb/team/api\n", Rewrite(text));
    }

    [Fact]
    public void A_tag_in_the_repository_gives_way_to_the_digest() =>
        Assert.Equal(
            $"apps: {{api: {{image: {{repository: \"inside.example/wb/team/api@{Pushed}\"}}}}}}\n",
            Rewrite("apps: {api: {image: {repository: \"ghcr.io/team/api:7\"}}}\n")
        );

    [Fact]
    public void Items_of_lists_and_line_ends_of_windows_are_kept()
    {
        const string Text =
            "apps:\r\n  api:\r\n    sidecars:\r\n      - name: one\r\n        image:\r\n          repository: ghcr.io/a/b\r\n";

        Assert.Equal(
            "apps:\r\n  api:\r\n    sidecars:\r\n      - name: one\r\n        image:\r\n          repository: inside.example/wb/a/b\r\n"
                + $"          digest: {Pushed}\r\n",
            Rewrite(Text)
        );
    }

    [Fact]
    public void Texts_beyond_ascii_do_not_move_the_places() =>
        Assert.Contains(
            "repository: inside.example/wb/a/b",
            Rewrite("# Ünïcödé 📦 日本\napps: {api: {note: 📦é, image: {repository: ghcr.io/a/b}}}\n")
        );

    [Fact]
    public void What_is_started_by_default_is_written_where_the_product_reads_it()
    {
        var artifact = Artifact(
            ("a.yaml", "apps: {}\ndata:\n  main:\n    size: 1\n"),
            ("b.yaml", "data:\n  main:\n    size: 2\n  other: {}\n")
        ) with
        {
            Rules = new ArtifactRules(
                Paths,
                new Dictionary<string, string>
                {
                    ["data.main.images.db"] = "ghcr.io/team/db:8",
                    ["data.main.images.agent"] = "ghcr.io/team/agent:1",
                    ["data.other.images.db"] = "ghcr.io/team/db:8",
                    ["data.third.images.db"] = "ghcr.io/team/db:8",
                }
            ),
        };

        var files = ArtifactRewriter.Rewrite(artifact, image => new Replacement(Inside(image), Pushed));

        Assert.StartsWith("apps: {}\ndata:\n", files[0].Text);
        Assert.Contains("  main:\n    images:\n      agent:\n", files[0].Text);
        Assert.Contains("  third:\n    images:\n      db:\n        registry: inside.example\n", files[0].Text);
        Assert.Contains("  other: {images: {db: {registry: inside.example, repository: wb/team/db, tag: \"8\"", files[1].Text);
        Assert.EndsWith("    size: 1\n", files[0].Text);
    }

    [Theory]
    [InlineData("digest: \"\"", "digest: \"{0}\"")]
    [InlineData("digest: ~", "digest: {0}")]
    [InlineData("digest:", "digest: {0}")]
    public void A_digest_that_a_program_left_empty_is_filled_in(string empty, string filled) =>
        Assert.Contains(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, filled, Pushed),
            Rewrite($"apps:\n  api:\n    image:\n      {empty}\n      repository: ghcr.io/a/b\n")
        );

    [Fact]
    public void What_an_alias_names_again_is_written_once()
    {
        var written = Rewrite("apps:\n  api: {image: &one {registry: ghcr.io, repository: a/b}}\n  web: {image: *one}\n");

        Assert.Equal(
            $"apps:\n  api: {{image: &one {{registry: inside.example, repository: wb/a/b, digest: {Pushed}}}}}\n  web: {{image: *one}}\n",
            written
        );
    }

    [Fact]
    public void Mappings_that_take_over_others_are_refused()
    {
        var refused = Assert.Throws<UserError>(() =>
            Rewrite("base: &base {repository: ghcr.io/a/b}\napps:\n  api:\n    image: {<<: *base, tag: 1}\n")
        );

        Assert.Contains("in line 4 a mapping takes over another", refused.Message);
    }

    [Fact]
    public void An_image_at_a_place_that_no_rule_knows_is_a_candidate()
    {
        var artifact = Artifact(
            ("a.yaml", "apps: {api: {image: {repository: ghcr.io/a/b, tag: 1}}}\nnew: [{repository: ghcr.io/c/d, tag: 2}]\n")
        );

        var candidate = Assert.Single(ArtifactImages.Candidates(artifact, "server"));

        Assert.Equal("ghcr.io/c/d:2", candidate.Reference.AsWritten);
        Assert.Equal("new[0]", Assert.Single(candidate.Origins).Document);
    }

    [Fact]
    public void A_text_that_is_no_reference_is_named_with_its_line()
    {
        var refused = Assert.Throws<UserError>(() =>
            ArtifactImages.Needed(Artifact(("a.yaml", "apps:\n  api:\n    image: {repository: 'Not An Image'}\n")), "server")
        );

        Assert.Contains("a.yaml, line 3, names 'Not An Image' at apps.api.image", refused.Message);
    }

    [Fact]
    public void Aliases_that_multiply_end_soon()
    {
        var text =
            "a0: &a0 {repository: ghcr.io/x/y, tag: 1}\n"
            + string.Concat(Enumerable.Range(1, 60).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}]\n"));

        Assert.Single(ArtifactImages.Candidates(Artifact(("a.yaml", text)), "server").DistinctBy(image => image.Reference));
    }

    private static string Rewrite(string text) =>
        ArtifactRewriter.Rewrite(Artifact(("a.yaml", text)), image => new Replacement(Inside(image), Pushed))[0].Text;

    private static ImageReference Inside(ImageReference image) =>
        ImageReference.Create("inside.example", $"wb/{image.Repository}", image.Tag);

    private static ResolvedArtifact Artifact(params (string Name, string Text)[] files) =>
        new(
            ImageReference.Parse("ghcr.io/team/list:1"),
            Digest.Of("list"u8),
            [.. files.Select(file => new ArtifactFile(file.Name, file.Text))],
            new ArtifactRules(Paths, new Dictionary<string, string>())
        );
}
