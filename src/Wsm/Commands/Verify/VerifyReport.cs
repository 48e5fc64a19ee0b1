using Wsm.Bundles.Trust.Images;
using Wsm.Hosting;
using Wsm.Product.Wording;
using Wsm.Terminal;

namespace Wsm.Commands.Verify;

/// <summary>What is said at the end of a check.</summary>
internal static class VerifyReport
{
    private const int MostLines = 50;

    public static int PrintText(VerifyResult result, string place, UserConsole console)
    {
        if (result.ImageSignatures is { Count: > 0 })
        {
            console.Print("Signatures of the images:");
        }

        foreach (var verdict in result.ImageSignatures ?? [])
        {
            var attested = verdict.Attestations.Count == 0 ? "" : $"; attested: {string.Join(", ", verdict.Attestations)}";
            console.Print($"  {(verdict.IsGood ? '✓' : '✗')} {verdict.Reference}: {verdict.Detail}{attested}");
        }

        if (result.IsIntact)
        {
            console.Print($"The bundle is intact: {result.Images} images, {result.Charts} charts, {ByteSize.Text(result.Bytes)} read.");
        }

        if (result.IsIntact && result.LeftOut is { } delta)
        {
            console.Print(
                delta.Checked
                    ? $"It is a delta, and the {delta.Blobs} blobs that it leaves out ({ByteSize.Text(delta.Bytes)}) are intact in the "
                        + "base."
                    : $"It is a delta: {delta.Blobs} blobs ({ByteSize.Text(delta.Bytes)}) are expected at the receiver and were not "
                        + "verified. --base BUNDLE verifies them too, and 'wsm push' proves that they are present."
            );
        }

        foreach (var image in result.LayersLeftOut ?? [])
        {
            console.Print(
                $"{image.Reference} is without {string.Join(", ", image.Layers.Select(layer => layer.Digest))}: only its publisher gives "
                    + "that, and the download left it out."
            );
        }

        if (result.Signature is { IsUnchecked: true })
        {
            console.Say("It is signed, and nobody was asked by whom: --verify-key names the key that must have signed it.");
        }

        if (!result.IsIntact)
        {
            return ReportDamage(result, place, console);
        }

        if (result.WithoutSignature is not { Count: > 0 } unsigned)
        {
            return ExitCode.Done;
        }

        var hint = result.ImageSignatures!.Any(verdict => verdict.Trust == ImageTrust.UnprovedIndex)
            ? "--verify-key proves what the lock says of indexes."
            : "'wsm download --referrers' takes signatures along, where there are any.";
        return console.Report(
            new Failure(
                $"{unsigned.Count} of {result.ImageSignatures!.Count} images are not proved to be signed.",
                hint,
                ExitCode.Incomplete
            )
        );
    }

    public static int PrintJson(VerifyResult result, UserConsole console)
    {
        console.Print(result.ToJson());
        return result.ExitCode;
    }

    private static int ReportDamage(VerifyResult result, string place, UserConsole console)
    {
        var lines = result
            .Findings.Take(MostLines)
            .Select(finding => $"{finding.Kind.ToString().ToLowerInvariant()}: {finding.File}: {finding.Detail}");
        var more =
            result.Findings.Count > MostLines
                ? [$"… and {result.Findings.Count - MostLines} more; -o json lists all"]
                : Array.Empty<string>();
        var unsigned =
            result.WithoutSignature.Count > 0
                ? [$"and {result.WithoutSignature.Count} images are not proved to be signed"]
                : Array.Empty<string>();
        return console.Report(
            new Failure(
                $"The bundle '{place}' is not what was downloaded: {result.Findings.Count} findings.",
                "'wsm verify --repair-request FILE' writes down what would repair it.",
                ExitCode.Incomplete
            )
            {
                Details = [.. lines, .. more, .. unsigned],
            }
        );
    }
}
