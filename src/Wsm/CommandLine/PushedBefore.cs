using System.Text;
using System.Text.Json;
using Wsm.Bundles.Reading;
using Wsm.Oci.References;
using Wsm.Product.Failures;
using Wsm.Site.Relocations;
using Wsm.Terminal;

namespace Wsm.CommandLine;

/// <summary>What the push before left in the bundle's folder: where everything went.</summary>
internal static class PushedBefore
{
    /// <summary>Null where there was no push, or it brought no image.</summary>
    /// <exception cref="UserError">The record is damaged.</exception>
    public static RelocationFile? Read(Bundle bundle)
    {
        if (bundle.ReadOptional(RelocationFile.FileName) is not { } bytes)
        {
            return null;
        }

        try
        {
            return RelocationFile.Parse(Encoding.UTF8.GetString(bytes)) is { Images.Count: > 0 } pushed ? pushed : null;
        }
        catch (JsonException error)
        {
            throw new UserError(
                $"{RelocationFile.FileName} of {bundle.Place} cannot be read: {error.Message}",
                "Say where everything is with --registry and --charts, or push again.",
                FailureKind.Usage,
                error
            );
        }
    }

    /// <summary>
    /// The places that are named, with the conversion that the last push made of the images there. A note about other places, or one that
    /// cannot be read, says nothing of these.
    /// </summary>
    public static RelocationOptions? Converting(RelocationOptions? named, Bundle? bundle, UserConsole console)
    {
        if (
            named is not { Convert: ImageConversion.None }
            || bundle?.ReadOptional(RelocationFile.FileName) is not { } bytes
            || Parse(bytes) is not { Convert: not ImageConversion.None } pushed
        )
        {
            return named;
        }

        var relocation = Relocation.Create(named);
        if (!pushed.Images.Any(image => ImageReference.TryParse(image.Source, out var source) && IsPlaceOf(image, source)))
        {
            return named;
        }

        console.Say($"As the last push converted them ({RelocationFile.FileName} of {bundle.Place}).");
        return named with { Convert = pushed.Convert };

        bool IsPlaceOf(RelocatedImageEntry image, ImageReference source) =>
            ImageReference.TryParse(image.Push, out var push) && relocation.Relocate(source).Push.Name == push.Name;
    }

    /// <summary>Whether the last push rewrote the dependencies of the charts that it put into this store.</summary>
    public static bool RewroteDependencies(Bundle bundle, string? store, UserConsole console)
    {
        if (
            bundle.ReadOptional(RelocationFile.FileName) is not { } bytes
            || Parse(bytes) is not { ChartStore: { } before } pushed
            || before != store
            || pushed.Charts.All(chart => chart.SourceSha256 is null)
        )
        {
            return false;
        }

        console.Say($"With dependencies rewritten, as the last push did ({RelocationFile.FileName} of {bundle.Place}).");
        return true;
    }

    private static RelocationFile? Parse(byte[] bytes)
    {
        try
        {
            return RelocationFile.Parse(Encoding.UTF8.GetString(bytes));
        }
        catch (JsonException)
        {
            // Whoever names the places does without it.
            return null;
        }
    }

    /// <summary>What is taken from it, for people.</summary>
    public static string Sentence(RelocationFile pushed, Relocation relocation, Bundle bundle, bool tookCharts)
    {
        var home = relocation.PullHost ?? "several registries";
        var charts = tookCharts && pushed.ChartStore is { } store ? $", charts at {store}" : "";
        return $"Taken from the last push ({RelocationFile.FileName} of {bundle.Place}): images at {home}{charts}.";
    }
}
