using Wsm.Bundles.Locks;
using Wsm.Product.Wording;

namespace Wsm.Help;

/// <summary>What <c>wsm</c> alone says: where the person stands, and the commands that lead on from there.</summary>
internal static class FirstSteps
{
    private const string DefaultFolder = "bundle";
    private const string More = "'wsm --help' shows every command, 'wsm help air-gap' the whole way.";

    /// <summary>A few lines for a person in this folder.</summary>
    public static IReadOnlyList<string> From(string folder)
    {
        var bundles = NearbyBundle.FindFrom(folder, DefaultFolder);
        return [.. bundles.Count == 0 ? Nothing() : Beside(bundles[0], bundles), "", More];
    }

    private static IEnumerable<string> Beside(NearbyBundle bundle, IReadOnlyList<NearbyBundle> all)
    {
        foreach (var line in Of(bundle))
        {
            yield return line;
        }

        if (all.Count > 1)
        {
            yield return "Also here: "
                + $"{string.Join(", ", all.Skip(1).Take(5).Select(other => other.Interrupted ? $"{other.Place} (unfinished)" : other.Place))}{(all.Count > 6 ? " …" : "")}; name one with --bundle.";
        }
    }

    private static IEnumerable<string> Of(NearbyBundle bundle) =>
        bundle switch
        {
            { Lock: null } => Damaged(bundle.Place),
            { Interrupted: true, Lock: { } found } => Interrupted(bundle, found),
            { Lock: { Partial: true } found } => Repair(bundle.Place, found),
            { Lock: { Delta: not null } found } => Delta(bundle.Place, found),
            { Lock: { } found, Pushed.Images: [var first, ..] } => Pushed(bundle.Place, found, first.Push.Split('/')[0]),
            { Lock: { } found } => Finished(bundle.Place, found),
        };

    private static IEnumerable<string> Nothing() =>
        [
            "wsm carries a Kubernetes product across an air gap. There is no bundle in this folder yet.",
            "",
            .. Steps(
                ("wsm list", "every image that W&B needs today; --why shows the reason for each"),
                ("wsm download", $"fetch images and charts into ./{DefaultFolder}"),
                ("wsm demo", "or see the whole job first, on a made-up product, in a few seconds")
            ),
        ];

    private static IEnumerable<string> Finished(string place, BundleLock found) =>
        [
            $"{Named(place)} holds {found.Title}: {Counted.Text(found.Images.Count, "image")} and "
                + $"{Counted.Text(found.Charts.Count, "chart")}, {ByteSize.Text(Size(found))}, for "
                + $"{string.Join(", ", found.Platforms)}.",
            "",
            .. Steps(
                ($"wsm verify{Option(place)}", "is it what was downloaded? Ask again after the journey"),
                ($"wsm push{Option(place)} --registry HOST --charts oci://HOST/charts", "push it into the registry inside"),
                ($"wsm values{Option(place)} --registry HOST --charts oci://HOST/charts", "then write the values that point there"),
                ($"wsm serve{Option(place)}", "or, without a registry: the bundle is one")
            ),
        ];

    private static IEnumerable<string> Pushed(string place, BundleLock found, string host) =>
        [
            $"{Named(place)} holds {found.Title}, and was pushed to {host}. With the options of that push:",
            "",
            .. Steps(
                ($"wsm check{Option(place)} --registry {host}", "is everything there?"),
                ($"wsm values{Option(place)} --registry {host} --out deploy", "write the values that point there, and prove them"),
                ($"wsm push{Option(place)} --registry {host}", "sends only what is missing")
            ),
        ];

    private static IEnumerable<string> Delta(string place, BundleLock found) =>
        [
            $"{Named(place)} holds a delta of {found.Title}: {Counted.Text(found.Images.Count, "image")}, without what the "
                + "other side has already.",
            "",
            .. Steps(
                ($"wsm push{Option(place)} --registry HOST --charts oci://HOST/charts", "proves first that the registry has the rest"),
                ($"wsm apply {Quoted(place)} -b DIR", "or make a whole bundle of it and the one before in DIR")
            ),
        ];

    private static IEnumerable<string> Interrupted(NearbyBundle bundle, BundleLock found) =>
        [
            found.Layout == BundleLayout.Archives
                ? $"The download into {Inside(bundle.Place)} was interrupted: {bundle.Present} of "
                    + $"{Counted.Text(found.Images.Count, "image")} of {found.Title} are there."
                : $"The download of {found.Title} into {Inside(bundle.Place)} was interrupted.",
            "",
            .. Steps(($"wsm download{Option(bundle.Place)}", "with the same options as before; it continues where it stopped")),
        ];

    private static IEnumerable<string> Repair(string place, BundleLock found) =>
        [
            $"{Named(place)} holds what repairs a damaged bundle of {found.Title}.",
            "",
            .. Steps(
                ($"wsm apply {Quoted(place)} -b DIR", "put it into the damaged bundle DIR"),
                ("wsm verify -b DIR", "and prove that it is whole again")
            ),
        ];

    private static IEnumerable<string> Damaged(string place) =>
        [
            $"There is a bundle in {Inside(place)}, but its list of contents ({LockFile.Name}) cannot be read.",
            "",
            .. Steps(
                ($"wsm verify{Option(place)}", "shows what is wrong"),
                ($"wsm download{Option(place)}", "where there is internet, fetches what is missing")
            ),
        ];

    private static IEnumerable<string> Steps(params (string Command, string Purpose)[] steps)
    {
        var width = steps.Max(step => step.Command.Length);
        return steps.Select(step => $"  {step.Command.PadRight(width)}   {step.Purpose}");
    }

    private static string Named(string place) => place == "." ? "This folder" : Quoted(place);

    private static string Inside(string place) => place == "." ? "this folder" : Quoted(place);

    private static string Option(string place) => place == DefaultFolder ? "" : $" -b {Quoted(place)}";

    private static string Quoted(string place) => place.Contains(' ', StringComparison.Ordinal) ? $"'{place}'" : place;

    /// <summary>Bytes on disk, without charts, which are small.</summary>
    private static long Size(BundleLock found) =>
        found.Layout == BundleLayout.Archives
            ? found.Images.Sum(image => image.Size ?? 0)
            : found.Images.SelectMany(image => image.Contents).DistinctBy(content => content.Digest).Sum(content => content.Size);
}
