using Wsm.Bundles.Locks;
using Wsm.Hosting;
using Wsm.Product.Resolving;
using Wsm.Product.Wording;

namespace Wsm.Terminal;

/// <summary>Names the images without which a bundle was finished.</summary>
internal static class MissingImages
{
    private const string Hint = "'wsm download' without --keep-going tries again; --exclude leaves an image out on purpose.";

    public static Failure Failure(IReadOnlyList<MissingImage> missing) =>
        new($"The bundle was finished without {Counted.Text(missing.Count, "image")} that could not be had.", Hint, ExitCode.Incomplete)
        {
            Details = Lines(missing),
        };

    /// <summary>Says that a bundle lacks images that are needed; the exit code of work that went well otherwise.</summary>
    public static int Report(BundleLock bundle, UserConsole console, int code)
    {
        if (bundle.Missing is not { Count: > 0 } missing || code != ExitCode.Done)
        {
            return code;
        }

        return console.Report(
            new Failure(
                $"{Counted.Text(missing.Count, "image")} could not be had when the bundle was made, and "
                    + $"{(missing.Count == 1 ? "is" : "are")} not in it.",
                Hint,
                ExitCode.Incomplete
            )
            {
                Details = Lines(missing),
            }
        );
    }

    private static IReadOnlyList<string> Lines(IReadOnlyList<MissingImage> missing) =>
        [.. missing.Select(image => $"{image.Reference}: {image.Reason}")];
}
