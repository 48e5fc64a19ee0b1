using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Finding;

namespace Wsm.Tests.Images;

public sealed class ImageFieldsTests
{
    [Fact]
    public void The_rows_that_come_with_the_program_can_be_read_each_for_itself_as_all_at_once()
    {
        var all = ImageFieldReader.Read(BuiltInImageFields.Text(), "image-fields.yaml");
        var byGroup = new BuiltInImageFields();

        Assert.NotEmpty(all);
        foreach (var group in all.SelectMany(row => row.Groups).Distinct())
        {
            Assert.Equal(all.Count(row => row.Groups.Contains(group)), byGroup.Of(group).Count);
        }
    }

    [Fact]
    public void A_mistake_in_a_file_of_ones_own_is_told_with_its_place()
    {
        var error = Assert.Throws<UserError>(() =>
            ImageFieldReader.Read("apiVersion: wsm/v1\nkind: ImageFields\nkinds:\n- {group: a.b, kind: C, fieldz: [x]}\n", "mine.yaml")
        );

        Assert.Contains("mine.yaml:4:25", error.Details.Single(), StringComparison.Ordinal);
    }

    /// <summary>The framework takes the number of a word for the word.</summary>
    [Fact]
    public void A_form_is_one_of_the_words_and_no_number()
    {
        var error = Assert.Throws<UserError>(() =>
            ImageFieldReader.Read(
                "apiVersion: wsm/v1\nkind: ImageFields\nkinds:\n- {group: a.b, kind: C, fields: [{path: x, form: '7'}]}\n",
                "mine.yaml"
            )
        );

        Assert.Contains("not '7'", error.Details.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_are_joined_wherever_in_the_resource_they_stand()
    {
        var uses = Uses(
            "{path: spec.agents.*.image, form: parts, registry: $.spec.registry, name: name, tag: [tag, $.spec.version]}",
            "{registry: quay.io/a, version: v2, agents: {x: {image: {name: b, tag: v1}}, y: {image: {name: c}}, z: {image: "
                + "{name: \"ghcr.io/d/e:3\"}}}}"
        );

        Assert.Equal(["quay.io/a/b:v1", "quay.io/a/c:v2", "ghcr.io/d/e:3"], uses.Select(use => use.Text));
        Assert.All(uses, use => Assert.Equal(UseKind.Field, use.Kind));
    }

    [Fact]
    public void A_part_that_is_missing_makes_no_image_and_is_told()
    {
        var findings = Find("{path: spec.image, form: parts, repository: repository, tag: tag}", "{image: {repository: quay.io/a/b}}");

        Assert.Empty(findings.Uses);
        Assert.Equal((RemarkKind.Incomplete, "quay.io/a/b"), Assert.Single(findings.Remarks.Select(remark => (remark.Kind, remark.Text))));
    }

    [Fact]
    public void What_the_operator_adds_to_the_tag_makes_it_incomplete()
    {
        var findings = Find(
            "{path: spec, form: parts, repository: repository, name: image, tag: version, appended: \"-<system>\"}",
            "{repository: nvcr.io/a, image: driver, version: \"550.54\"}"
        );

        Assert.Empty(findings.Uses);
        Assert.Equal(RemarkKind.Incomplete, Assert.Single(findings.Remarks).Kind);
    }

    [Fact]
    public void A_pattern_puts_keys_into_a_text_and_what_can_change_is_a_candidate()
    {
        var use = Assert.Single(
            Uses(
                "{path: spec, form: pattern, patterns: [\"quay.io/a/{type|kind}:{version}\"], plus: \"-\", certain: false}",
                "{kind: db, version: 1.2+3}"
            )
        );

        Assert.Equal(("quay.io/a/db:1.2-3", UseKind.Candidate, Confidence.Low), (use.Text, use.Kind, use.Confidence));
    }

    [Fact]
    public void An_address_counts_by_its_scheme() =>
        Assert.Equal(
            ["quay.io/a/b:1"],
            Uses(
                    "{path: spec.*.url, form: url, schemes: [oci]}",
                    "{a: {url: \"oci://quay.io/a/b:1\"}, b: {url: \"https://x.example/docker.io/c/d:1\"}}"
                )
                .Select(use => use.Text)
        );

    [Fact]
    public void Several_references_in_one_text_are_taken_apart() =>
        Assert.Equal(
            ["quay.io/a/b:1", "quay.io/a/c:2"],
            Uses("{path: spec.images, separator: \";\", after: \"=\"}", "{images: \"java=quay.io/a/b:1;node=quay.io/a/c:2\"}")
                .Select(use => use.Text)
        );

    [Fact]
    public void Conditions_on_other_keys_are_kept() =>
        Assert.Equal(
            ["quay.io/a/b:1"],
            Uses(
                    "{path: spec.*.from.name, when: {kind: DockerImage}}",
                    "{a: {from: {kind: DockerImage, name: \"quay.io/a/b:1\"}}, b: {from: {kind: Tag, name: latest}}}"
                )
                .Select(use => use.Text)
        );

    [Fact]
    public void What_is_known_to_be_no_image_is_not_guessed_about()
    {
        var row = Row("notImages: [{path: spec.output, reason: made}]");

        Assert.Empty(Looking.At(Resource("{output: {to: {image: \"quay.io/a/b:1\"}}}"), row).Uses);
    }

    private static IReadOnlyList<ImageUse> Uses(string field, string spec) => Find(field, spec).Uses;

    private static DocumentFindings Find(string field, string spec) => Looking.At(Resource(spec), Row($"fields: [{field}]"));

    private static ImageFieldRow Row(string what) =>
        ImageFieldReader
            .Read($"apiVersion: wsm/v1\nkind: ImageFields\nkinds:\n- {{group: things.example.com, kind: Thing, {what}}}\n", "test")
            .Single();

    private static string Resource(string spec) => $"apiVersion: things.example.com/v1\nkind: Thing\nmetadata: {{name: t}}\nspec: {spec}\n";
}
