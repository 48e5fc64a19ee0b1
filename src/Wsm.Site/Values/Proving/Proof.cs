using Wsm.Helm.Data;
using Wsm.Oci.References;
using Wsm.Product.Finding;
using Wsm.Product.Resolving;
using Wsm.Site.Values.Emission;
using Wsm.Site.Values.Overrides;

namespace Wsm.Site.Values.Proving;

/// <summary>Renders the charts with exactly what was written, and judges every image that is found.</summary>
internal static class Proof
{
    /// <param name="made">The component, for who set which value.</param>
    /// <param name="values">As read back from the file that was written.</param>
    /// <param name="mirrored">Public names are answered by the internal registry through the nodes' configuration.</param>
    /// <param name="pullSecrets">What every pod should be given.</param>
    public static ComponentProof Of(
        ComponentValues made,
        MapValue values,
        ImageTargets targets,
        bool mirrored,
        IReadOnlyList<string> pullSecrets,
        CancellationToken cancellation
    )
    {
        var component = made.Component;
        var rendering = new ChartRendering(
            new ChartToRender(
                component.Name,
                component.Chart!,
                component.ReleaseName ?? component.Name,
                component.Namespace ?? "default",
                made.Below
            )
            {
                Cluster = component.Cluster,
                ImageFields = component.ImageFields,
            }
        );
        var documents = new DocumentUses(component.ImageFields, targets.Home);
        var release = rendering.Render(values, allDependencies: false, cancellation);
        var uses = documents.Of(release);
        var tests = release
            .Hooks.Where(hook => hook.Hook is { IsOnlyTest: true })
            .Select(hook => (hook.Template, $"{hook.Head.Kind}/{hook.Head.Name}"))
            .ToHashSet();
        // A second look at the targets only now: rendering with the emitted values can bring images that were not there before.
        var inside = targets
            .Relocated.Keys.SelectMany(source => Texts(source).Select(text => (Target: ImageReference.Parse(text), Source: source)))
            .DistinctBy(way => way.Target)
            .ToDictionary(way => way.Target, way => way.Source);
        IEnumerable<ProofEntry> entries =
        [
            .. uses.Where(use => !IsFolder(use, inside)).Select(use => Judge(made, use, inside, targets, mirrored)),
            .. documents.Unreadable.Select(image =>
                ProofEntry.Of(component.Name, image, "it is not an image reference: something else must fill it in")
            ),
            .. made.Lost.Select(use =>
                ProofEntry.Of(
                    component.Name,
                    use,
                    ProofStatus.Unproved,
                    "with the values that were written it does not stand there any more; compare the rendered documents"
                )
            ),
            .. SwitchedOff(),
        ];
        return new ComponentProof(
            [
                .. entries.Select(entry =>
                    entry with
                    {
                        Test = tests.Contains((entry.Template, entry.Document)),
                        Candidate = entry.Candidate && !IsNeeded(component, entry),
                    }
                ),
            ],
            MissingPullSecrets.Missing(release, pullSecrets)
        );

        IEnumerable<ProofEntry> SwitchedOff()
        {
            if (!component.HasSwitchedOff)
            {
                return [];
            }

            var started = uses.Select(UsePlace.Of).ToHashSet();
            return new DocumentUses(component.ImageFields, targets.Home)
                .Of(rendering.Render(values, allDependencies: true, cancellation))
                .Where(use => use.Kind != UseKind.Candidate && !started.Contains(UsePlace.Of(use)))
                .Select(use => Judge(made, use, inside, targets, mirrored) with { SwitchedOff = true });
        }

        IEnumerable<string> Texts(ImageReference source)
        {
            var text = targets.TextFor(source)!;
            return targets.DigestFor(source) is { } digest ? [text, $"{text}@{digest}"] : [text];
        }
    }

    /// <summary>A name without a version below which the relocated images stand names a place inside, and no image.</summary>
    private static bool IsFolder(ImageUse use, Dictionary<ImageReference, ImageReference> inside) =>
        use.Kind == UseKind.Candidate
        && use.Reference.Digest is null
        && use.Text == use.Reference.Name
        && inside.Keys.Any(image => image.Name.StartsWith(use.Text + "/", StringComparison.Ordinal));

    /// <summary>The catalog says that it is started, though it stands outside containers.</summary>
    private static bool IsNeeded(ResolvedComponent component, ProofEntry entry) =>
        ImageReference.TryParse(entry.Source ?? entry.Image, out var source)
        && component.Images.Any(image => image.Reference.Equals(source));

    private static ProofEntry Judge(
        ComponentValues made,
        ImageUse use,
        Dictionary<ImageReference, ImageReference> inside,
        ImageTargets targets,
        bool mirrored
    )
    {
        var name = made.Component.Name;
        if (inside.TryGetValue(use.Reference, out var source))
        {
            return ProofEntry.Of(name, use, ProofStatus.Rendered, source: source.AsWritten);
        }

        if (targets.TextFor(use.Reference) is not null && !targets.IsMirrored(use.Reference))
        {
            return ProofEntry.Of(
                name,
                use,
                ProofStatus.Unproved,
                $"{Why(made, use)}; and no mirror has the digest that it names, because the image was converted",
                use.Text
            );
        }

        return targets.TextFor(use.Reference) is null
            ? ProofEntry.Of(
                name,
                use,
                ProofStatus.Unproved,
                "it is not among the images of the bundle, so nothing says that it is inside" + SetBy(made, use)
            )
            : ProofEntry.Of(name, use, mirrored ? ProofStatus.Mirrored : ProofStatus.Unproved, Why(made, use), use.Text);
    }

    private static string Why(ComponentValues made, ImageUse use)
    {
        var origins = use.Origins();
        return origins.Count == 0
            ? "it is literal text in the template, which no value changes"
            : $"setting {string.Join(" or ", origins)} does not bring it to its place inside{SetBy(made, use)}";
    }

    /// <summary>Values of the person's own that have a part in it.</summary>
    private static string SetBy(ComponentValues made, ImageUse use)
    {
        var own = use.Origins()
            .Select(origin => (origin.Path, Source: made.PersonalSourceOf(origin.Path)))
            .Where(item => item.Source is not null)
            .Select(item => $"{item.Source} sets {item.Path}")
            .ToList();
        return own.Count == 0 ? "" : $" ({string.Join(", ", own)})";
    }
}
