using Wsm.Bundles.Contents;
using Wsm.Bundles.Reading;
using Wsm.Oci.Content;
using Wsm.Oci.Registry;
using Wsm.Product.Failures;
using Wsm.Site.Relocations;

namespace Wsm.Site.Delivery.Bundles;

/// <summary>What can be said of a bundle's files without reading them.</summary>
public static class QuickBundleCheck
{
    public static PreflightFinding LookAt(Bundle bundle)
    {
        var wrong = bundle
            .Lock.Images.Where(image => !bundle.Holds(image))
            .Select(image => image.File ?? image.Reference)
            .Concat(
                bundle.Lock.Charts.SelectMany(chart => chart.Files).Select(file => file.File).Where(file => bundle.LengthOf(file) is null)
            )
            .ToList();
        return wrong.Count == 0
            ? new PreflightFinding(
                "bundle",
                true,
                $"{bundle.Images.Count} images and {bundle.Lock.Charts.Count} charts are there, at their sizes"
            )
            : new PreflightFinding(
                "bundle",
                false,
                $"missing or cut off: {string.Join(", ", wrong.Take(3))}{(wrong.Count > 3 ? $" and {wrong.Count - 3} more" : "")}",
                "'wsm verify' lists everything that is missing or damaged."
            );
    }

    /// <summary>The images that cannot be converted as it is wanted, each with the reason.</summary>
    public static IEnumerable<PreflightFinding> Unconvertible(Bundle bundle, RelocationOptions? relocation)
    {
        foreach (var image in relocation is { Convert: not ImageConversion.None } ? bundle.Images : [])
        {
            if (ReasonOf(image) is { } reason)
            {
                yield return new PreflightFinding(image.Entry.Reference, false, reason.Message) { Cause = reason };
            }
        }
    }

    private static UserError? ReasonOf(BundleImage image)
    {
        try
        {
            _ = DockerContents.Of(ImageContents.Read(image));
            return null;
        }
        catch (UserError reason)
        {
            return reason;
        }
        catch (ContentException)
        {
            // Damage is told of by the look at the files, and by 'verify'.
            return null;
        }
    }

    /// <summary>Whether what a delta left out is at the target; null where nothing was left out, or no registry was named.</summary>
    public static Func<RegistryClient, Task<PreflightFinding>>? AskDelta(
        Bundle bundle,
        RelocationOptions? relocation,
        CancellationToken cancellationToken
    ) =>
        relocation is null || bundle.Lock.Delta is not { Absent.Count: > 0 }
            ? null
            : async client =>
            {
                var plan = await BundleDelivery.ReadAsync(bundle, relocation, cancellationToken);
                var closure = await new DeltaCheck(client, bundle, Relocation.Create(relocation)).ProveAsync(
                    plan.Images,
                    cancellationToken
                );
                return new PreflightFinding(
                    "delta",
                    closure.Missing.Count == 0,
                    closure.Summary,
                    closure.Missing.Count == 0 ? null : string.Join('\n', [.. closure.Details, closure.Hint])
                );
            };
}
