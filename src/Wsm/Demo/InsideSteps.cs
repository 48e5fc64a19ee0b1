using System.Text.Json;
using Wsm.Site.Values.Proving;

namespace Wsm.Demo;

/// <summary>What happens on the other side, where the outside does not answer any more.</summary>
internal sealed class InsideSteps(DemoStage stage)
{
    private const string Prefix = "site";

    private string[] Target =>
        ["--bundle", stage.Bundle, "--registry", $"{stage.Inside.Host}/{Prefix}", "--charts", $"oci://{stage.Inside.Host}/charts"];

    private string[] Push => ["push", .. Target];

    private string[] Check => ["check", .. Target];

    private string[] Values => ["values", .. Target, "--out", stage.Folder.Typed("deploy")];

    public IEnumerable<DemoStep> All =>
        [
            new(
                "Inside: push images and charts.",
                "Straight from the archives into the site's registry, with the bytes they were published with.",
                DemoShell.Wsm(Push),
                PushAsync
            ),
            new(
                "Has everything arrived?",
                "Tags, digests and layers in the registry are compared with the bundle.",
                DemoShell.Wsm(Check),
                CheckAsync
            ),
            new(
                "Write the values that point inside, and prove them.",
                "The charts are rendered again with these very values, and the registry is asked for each image they name.",
                DemoShell.Wsm(Values),
                ValuesAsync
            ),
        ];

    private async Task<string> PushAsync(CancellationToken cancellationToken)
    {
        await stage.SucceedAsync(Push, cancellationToken);
        foreach (var (repository, tag, image) in DemoProduct.Needed)
        {
            DemoStage.Require(
                stage.Inside.Find($"{Prefix}/{repository}", tag) == image.Manifests[^1].Digest,
                $"{repository}:{tag} has another digest inside than outside"
            );
        }

        return "Every image has the digest inside that it was published with.";
    }

    private async Task<string> CheckAsync(CancellationToken cancellationToken)
    {
        await stage.SucceedAsync(Check, cancellationToken);
        return "Nothing is missing, and nothing differs.";
    }

    private async Task<string> ValuesAsync(CancellationToken cancellationToken)
    {
        await stage.SucceedAsync(Values, cancellationToken);
        using var proof = JsonDocument.Parse(
            await File.ReadAllBytesAsync(stage.Folder.PathOf("deploy", ProofFile.FileName), cancellationToken)
        );
        var images = proof
            .RootElement.GetProperty("images")
            .EnumerateArray()
            .Select(entry => entry.GetProperty("image").GetString()!)
            .ToList();
        DemoStage.Require(images.Count > 0, "the proof names no image");
        foreach (var image in images)
        {
            DemoStage.Require(image.StartsWith($"{stage.Inside.Host}/{Prefix}/", StringComparison.Ordinal), $"{image} is not from inside");
        }

        return $"All {images.Count} images that the charts start now come from {stage.Inside.Host}; proof.json lists it image by image.";
    }
}
