using Wsm.Helm.Provenance;
using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Product.Finding.Texts;

namespace Wsm.Product.Finding;

/// <summary>One place of a rendered document that names an image.</summary>
public sealed record ImageUse
{
    public required ImageReference Reference { get; init; }

    public required UseKind Kind { get; init; }

    /// <summary>The template that the document came from, as helm names it after <c># Source:</c>.</summary>
    public required string Template { get; init; }

    /// <summary>Kind and name: <c>Deployment/wandb-app</c>.</summary>
    public required string Document { get; init; }

    /// <summary>
    /// Where in the document: <c>spec.template.spec.containers[0].image</c>. With <see cref="Document"/> and <see cref="Template"/> it
    /// identifies the use across renderings.
    /// </summary>
    public required string Field { get; init; }

    /// <summary>The field of the document itself, without the place in its text.</summary>
    public string OuterField => Field.Split(FieldNames.Within, 2)[0];

    /// <summary>The container's name; null where the image is not a container's.</summary>
    public string? Container { get; init; }

    /// <summary>The line of <see cref="Template"/> that begins the text; null when nobody asked for provenance.</summary>
    public TemplatePosition? Position { get; init; }

    /// <summary>
    /// What the text was made from, piece by piece; positions count from the text's start. Where several fields make up the reference
    /// (<c>repository</c> and <c>tag</c> of a custom resource), the runs of them all. Empty without provenance.
    /// </summary>
    public IReadOnlyList<TextRun> Runs { get; init; } = [];

    /// <summary>How sure it is; null for what is sure by its kind.</summary>
    public Confidence? Confidence { get; init; }

    /// <summary>What made a candidate one, in few words.</summary>
    public string? Reason { get; init; }

    /// <summary>The kind in the words of origins.</summary>
    public OriginKind Degree =>
        Kind switch
        {
            UseKind.Container => OriginKind.Container,
            UseKind.Field => OriginKind.Field,
            _ => OriginKind.Candidate,
        };

    public string Text => Reference.AsWritten;

    /// <summary>The values that have a part in it, each path once.</summary>
    public IReadOnlyList<ValueOrigin> Origins()
    {
        var origins = new List<ValueOrigin>();
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var run in Runs)
        {
            foreach (var origin in run.Origin?.Origins() ?? [])
            {
                if (paths.Add(origin.Path.ToString()))
                {
                    origins.Add(origin);
                }
            }
        }

        return origins;
    }
}

public enum UseKind
{
    /// <summary>A pod will run it.</summary>
    Container,

    /// <summary>An image field of a known kind of resource: its operator will run it.</summary>
    Field,

    /// <summary>A reference in an environment variable, a flag, a ConfigMap, a custom resource: something may start it.</summary>
    Candidate,
}
