using Wsm.Oci.References;
using Wsm.Product.Artifacts;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Manifests;
using Wsm.Product.Resolving;
using Wsm.Site.Deployments;

namespace Wsm.Tests.Releases;

public sealed class DeploymentPlanTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_files_of_an_artifact_go_before_the_resource_where_they_were_written(bool written)
    {
        var files = new Dictionary<string, string> { ["wandb.yaml"] = "kind: WeightsAndBiases\n" };
        if (written)
        {
            files["wsm-server-files.yaml"] = "kind: ConfigMap\n";
        }

        var plan = DeploymentPlan.Make(Product(), files.GetValueOrDefault, []);

        string[] expected = written ? ["wsm-server-files.yaml", "wandb.yaml"] : ["wandb.yaml"];
        Assert.Equal(expected, plan.Steps.Cast<DocumentsStep>().Select(step => step.File));
    }

    [Fact]
    public void Objects_that_are_made_anew_at_each_run_are_left_to_the_person()
    {
        var once = new ManifestFile("once.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {generateName: once-}\n");
        var set = new ImageSet(
            "p",
            "P",
            [
                new ResolvedComponent
                {
                    Name = "jobs",
                    Title = "Jobs",
                    Images = [],
                    Manifests = new ManifestSet([once]),
                },
            ]
        );

        var refused = Assert.Throws<UserError>(() => DeploymentPlan.Make(set, _ => null, []));

        Assert.Contains("'jobs' has objects whose names the server makes", refused.Message, StringComparison.Ordinal);
    }

    private static ImageSet Product() =>
        new(
            "p",
            "P",
            [
                new ResolvedComponent
                {
                    Name = "server",
                    Title = "Server",
                    Images = [],
                    Artifact = new ResolvedArtifact(
                        ImageReference.Parse("r.example/list:1"),
                        Digest.Of("list"u8),
                        [],
                        new ArtifactRules([], new Dictionary<string, string>())
                    ),
                    Emit = new Emit { Kind = EmitKind.WeightsAndBiasesV2, File = "wandb.yaml" },
                },
            ]
        );
}
