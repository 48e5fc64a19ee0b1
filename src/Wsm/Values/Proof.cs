using Wsm.Catalogs;
using Wsm.Helm.Templates.Values;
using Wsm.Images;
using Wsm.Oci.References;
using Wsm.Values.Overrides;

namespace Wsm.Values;

/// <summary>Renders the charts with exactly what was written, and judges every image that is found.</summary>
internal static class Proof
{
    /// <param name="values">As read back from the file that was written.</param>
    /// <param name="mirrored">Public names are answered by the internal registry through the nodes' configuration.</param>
    public static IReadOnlyList<ProofEntry> Of(ResolvedComponent component, MapValue values, ImageTargets targets, bool mirrored, CancellationToken cancellation)
    {
        var rendering = new ChartRendering(new ChartToRender(component.Name, component.Chart!, component.ReleaseName ?? component.Name, component.Namespace ?? "default", []));
        var release = rendering.Render(values, allDependencies: false, cancellation);
        var uses = new DocumentUses(targets.Home).Of(release);
        // A second look at the targets only now: rendering with the emitted values can bring images that were not there before.
        var inside = targets.Relocated.Keys.ToDictionary(source => ImageReference.Parse(targets.TextFor(source)!), source => source);
        return [.. uses.Select(use => Judge(component, use, inside, targets, mirrored))];
    }

    private static ProofEntry Judge(ResolvedComponent component, ImageUse use, Dictionary<ImageReference, ImageReference> inside, ImageTargets targets, bool mirrored)
    {
        var entry = new ProofEntry
        {
            Component = component.Name,
            Image = use.Text,
            Candidate = use.Kind == UseKind.Candidate,
            Document = use.Document,
            Container = use.Container,
            Field = use.Field,
            Template = use.Template,
            Line = use.Position?.Line,
            Status = ProofStatus.Proved,
        };
        if (inside.TryGetValue(use.Reference, out var source))
            return entry with { Source = source.AsWritten };
        if (targets.TextFor(use.Reference) is null)
            return entry with { Status = ProofStatus.Unproved, Reason = "it is not among the images of the bundle, so nothing says that it is inside" };
        return entry with { Source = use.Text, Status = mirrored ? ProofStatus.Mirrored : ProofStatus.Unproved, Reason = Why(use) };
    }

    private static string Why(ImageUse use)
    {
        var origins = use.Runs.SelectMany(run => run.Origin?.Origins() ?? []).Select(origin => origin.Path.ToString()).Distinct().ToList();
        return origins.Count == 0
            ? "the template has it as literal text, which no value changes"
            : $"setting {string.Join(" or ", origins)} does not bring it to its place inside";
    }
}
