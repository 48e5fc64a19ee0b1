using System.Globalization;
using Wsm.Bundles.Locks;
using Wsm.Product.Catalogs;
using Wsm.Product.Resolving;
using Wsm.Product.Wording;

namespace Wsm.Terminal;

/// <summary>Says for people what could not be known about the images of a product.</summary>
internal static class FindingReport
{
    /// <summary>
    /// Something stands where an image should stand and is none, or a source could not be read whole: the list is not the whole list.
    /// </summary>
    public static bool IsIncomplete(ImageSet set) =>
        set.Components.Any(component => component.Unreadable.Count > 0 || component.Problems.Count > 0);

    /// <summary>The same of what a bundle was made from.</summary>
    public static bool IsIncomplete(BundleLock bundle) =>
        bundle.Components.Any(component => component is { Unreadable.Count: > 0 } or { Problems.Count: > 0 });

    /// <param name="inFull">Name each place, also where a sentence about all of them would do.</param>
    public static void Warn(UserConsole console, ImageSet set, bool inFull)
    {
        foreach (var problem in ProblemsOf(set))
        {
            console.Warn(problem);
        }

        foreach (var component in set.Components)
        {
            if (component is { IsDeprecated: true, Chart: { } chart })
            {
                console.Warn($"the chart {chart.Name} {chart.Version} is deprecated");
            }

            WarnOf(component.Unreadable, console);
            WarnOf(component.Remarks, console, inFull);
            WarnOf(component.Name, component.OperandsUnknown, console);
        }

        if (set.Images.Count == 0 && set.Components.All(component => component.Unreadable.Count == 0))
        {
            console.Warn($"{set.Title} starts no image with these values.");
        }
    }

    /// <summary>What was not known when the bundle was made, it lacks.</summary>
    public static void Warn(UserConsole console, BundleLock bundle)
    {
        foreach (var problem in bundle.Components.SelectMany(component => component.Problems ?? []))
        {
            console.Warn(problem);
        }

        foreach (var component in bundle.Components)
        {
            WarnOf(component.Unreadable ?? [], console);
            WarnOf(component.Remarks ?? [], console, inFull: false);
            WarnOf(component.Name, component.OperandsUnknown is true, console);
        }
    }

    /// <summary>What was not looked into when the images of a bundle were.</summary>
    /// <param name="known">What has been said before.</param>
    public static void WarnOfInside(UserConsole console, ImageSet set, ImageSet? known)
    {
        foreach (var problem in ProblemsOf(set).Except(known is null ? [] : ProblemsOf(known)))
        {
            console.Warn(problem);
        }

        foreach (var component in set.Components)
        {
            WarnOf([.. component.Remarks.Where(remark => remark.Kind == RemarkKind.Unread)], console, inFull: false);
        }
    }

    /// <summary>What a proof does not tell: it names itself whatever it could not read.</summary>
    public static void WarnBesideProof(UserConsole console, ImageSet set)
    {
        foreach (var component in set.Components)
        {
            WarnOf(component.Remarks, console, inFull: false);
            WarnOf(component.Name, component.OperandsUnknown, console);
        }
    }

    private static void WarnOf(IReadOnlyList<UnreadableImage> unreadable, UserConsole console)
    {
        foreach (var image in unreadable)
        {
            console.Warn(
                $"{Place(image.Template, image.Position?.Line)}: the image of "
                    + $"{image.Document}{(image.Container is { } name ? $", container {name}" : $", {image.Field}")} "
                    + $"reads {Quote(image.Text)}, which is not an image reference, so it is in no list; correct the value that gives it"
            );
        }
    }

    private static void WarnOf(string component, bool operandsUnknown, UserConsole console)
    {
        if (operandsUnknown)
        {
            console.Warn(
                $"{component} may create pods, and names no image but its own: what its operator starts is not in this "
                    + "list; look for it in its images with 'wsm list --deep' of a bundle, or in the operator's documentation, and name it "
                    + "under 'images' of a catalog"
            );
        }
    }

    private static void WarnOf(IReadOnlyList<ImageRemark> remarks, UserConsole console, bool inFull)
    {
        foreach (var remark in remarks.Where(remark => remark.Kind == RemarkKind.Unread))
        {
            console.Warn(
                $"{Counted.Text(int.Parse(remark.Text, CultureInfo.InvariantCulture), "file")} of {remark.Document}: "
                    + "too large to be looked into"
            );
        }

        foreach (var remark in remarks.Where(remark => remark.Kind is RemarkKind.Spaced or RemarkKind.Placeholder))
        {
            var what =
                remark.Kind == RemarkKind.Spaced
                    ? "has white space around it, which the cluster refuses"
                    : "is a placeholder: something in the cluster puts the image in its place";
            console.Warn($"{Place(remark.Template, remark.Line)}: {Quote(remark.Text)} of {remark.Document} {what}");
        }

        var incomplete = remarks.Where(remark => remark.Kind == RemarkKind.Incomplete).ToList();
        if (inFull || incomplete.Count == 1)
        {
            foreach (var remark in incomplete)
            {
                console.Warn(
                    $"{Place(remark.Template, remark.Line)}: {remark.Document}, {remark.Field} names {Quote(remark.Text)} "
                        + "without all that makes an "
                        + "image; only the program that reads it knows the rest"
                );
            }
        }
        else if (incomplete.Count > 0)
        {
            console.Warn(
                $"{incomplete.Count} images are named in part, and only the programs that read them know the rest; --why tells where"
            );
        }
    }

    private static IEnumerable<string> ProblemsOf(ImageSet set) => set.Components.SelectMany(component => component.Problems);

    private static string Quote(string text) => text.Length == 0 ? "nothing" : $"'{text}'";

    private static string Place(string template, int? line) => line is null ? template : $"{template}:{line}";
}
