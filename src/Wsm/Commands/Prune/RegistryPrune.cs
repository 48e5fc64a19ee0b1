using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Bundles.Reading;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Site.Pruning;
using Wsm.Terminal;

namespace Wsm.Commands.Prune;

/// <summary>Takes old releases out of a registry, or tells what would go.</summary>
internal static class RegistryPrune
{
    /// <param name="gate">Whose bundles count; null for anybody's.</param>
    public static async Task<int> RunAsync(
        RegistryPruneRequest request,
        LockVerifier? gate,
        UserConsole console,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var kept = new KeptContent();
        AddKept(kept, request.Bundle, gate, mustBePushed: true);
        foreach (var path in request.Keep)
        {
            AddKept(kept, path, gate, mustBePushed: false);
        }

        using var client = new RegistryClient(request.Registries);
        var pruner = new RegistryPruner(client);
        var found = await pruner.FindAsync(
            request
                .Before.SelectMany(path => KeptContent.Read(path).Images)
                .Where(image => image.Push.StartsWith(request.Home + "/", StringComparison.Ordinal)),
            kept,
            cancellationToken
        );
        var going = found.Where(image => image.Kept is null).ToList();
        var failed = new List<string>();
        foreach (var image in request.Removes ? going : [])
        {
            try
            {
                await pruner.RemoveAsync(image, cancellationToken);
            }
            catch (RegistryException refused)
            {
                failed.Add($"{image.Name}: {refused.Message}");
            }
        }

        return Print(
            new RegistryPruneReport(request.Home, !request.Removes, going, [.. found.Where(image => image.Kept is not null)], failed),
            console,
            json
        );
    }

    private static void AddKept(KeptContent kept, string path, LockVerifier? gate, bool mustBePushed)
    {
        if (File.Exists(path) && Path.GetExtension(path) == ".json")
        {
            kept.Add(KeptContent.Read(path));
            return;
        }

        using var bundle = Bundle.Open(path, gate);
        kept.AddBundle(bundle);
        if (mustBePushed || File.Exists(Path.Combine(path, Wsm.Site.Relocations.RelocationFile.FileName)))
        {
            kept.Add(KeptContent.Read(path));
        }
    }

    private static int Print(RegistryPruneReport report, UserConsole console, bool json)
    {
        if (json)
        {
            console.Print(JsonSerializer.Serialize(report, RegistryPruneJson.Default.RegistryPruneReport));
        }
        else
        {
            foreach (var image in report.Removed)
            {
                console.Print($"- {image.Name} ({image.Digest})");
            }

            foreach (var image in report.Left)
            {
                console.Print($"= {image.Name} stays: {image.Kept}");
            }
        }

        if (report.Failed.Count > 0)
        {
            return console.Report(
                new Failure(
                    $"{report.Failed.Count} of {report.Removed.Count} could not be deleted.",
                    "Many registries do not allow it as they are set up (distribution: storage.delete.enabled).",
                    ExitCode.Failed
                )
                {
                    Details = report.Failed,
                }
            );
        }

        console.Say(
            report.Removed.Count == 0 ? $"There is nothing to remove in {report.Registry}."
            : report.DryRun ? $"{report.Removed.Count} would go; nothing was removed. --yes removes them."
            : $"{report.Removed.Count} removed. The registry's own garbage collection frees the space."
        );
        return ExitCode.Done;
    }
}

/// <summary>What was removed from a registry, or would be; <c>-o json</c> prints it.</summary>
internal sealed record RegistryPruneReport(
    string Registry,
    bool DryRun,
    IReadOnlyList<StaleImage> Removed,
    IReadOnlyList<StaleImage> Left,
    IReadOnlyList<string> Failed
);

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(RegistryPruneReport))]
internal sealed partial class RegistryPruneJson : JsonSerializerContext;
