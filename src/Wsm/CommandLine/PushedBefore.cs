using System.Text;
using System.Text.Json;
using Wsm.Bundles.Reading;
using Wsm.Product.Failures;
using Wsm.Site.Relocations;

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

    /// <summary>What is taken from it, for people.</summary>
    public static string Sentence(RelocationFile pushed, Relocation relocation, Bundle bundle, bool tookCharts)
    {
        var home = relocation.PullHost ?? "several registries";
        var charts = tookCharts && pushed.ChartStore is { } store ? $", charts at {store}" : "";
        return $"Taken from the last push ({RelocationFile.FileName} of {bundle.Place}): images at {home}{charts}.";
    }
}
