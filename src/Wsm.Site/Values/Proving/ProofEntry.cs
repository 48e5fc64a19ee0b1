using System.Text.Json.Serialization;
using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Product.Finding;
using Wsm.Site.Values.Presence;

namespace Wsm.Site.Values.Proving;

/// <summary>One image of the final rendering, judged.</summary>
public sealed record ProofEntry
{
    public required string Component { get; init; }

    /// <summary>As the rendered document names it.</summary>
    public required string Image { get; init; }

    /// <summary>Where it was published; null for what is not known.</summary>
    public string? Source { get; init; }

    public required ProofStatus Status { get; init; }

    /// <summary>Why it is not proved.</summary>
    public string? Reason { get; init; }

    /// <summary>What the registry inside says.</summary>
    public RegistryAnswer Registry { get; init; }

    /// <summary>What the bundle holds; null where nobody knows.</summary>
    public Digest? Digest { get; init; }

    /// <summary>Not a container's image, but a reference that something may start.</summary>
    public required bool Candidate { get; init; }

    /// <summary>How it was found: the same words as in the list.</summary>
    public required OriginKind Degree { get; init; }

    /// <summary>How sure a candidate is; null for all others, which are sure.</summary>
    public Confidence? Confidence { get; init; }

    /// <summary>What made a candidate one.</summary>
    public string? FoundBy { get; init; }

    /// <summary>Only <c>helm test</c> starts it.</summary>
    public bool Test { get; init; }

    /// <summary>Only a sub-chart that is switched off starts it.</summary>
    public bool SwitchedOff { get; init; }

    /// <summary>An installation with these values starts it.</summary>
    [JsonIgnore]
    public bool IsStarted => !Test && !SwitchedOff;

    public required string Document { get; init; }

    public string? Container { get; init; }

    public required string Field { get; init; }

    public required string Template { get; init; }

    public int? Line { get; init; }

    /// <summary>The registry inside was asked and does not hold what it should.</summary>
    [JsonIgnore]
    public bool IsAbsent => Registry is RegistryAnswer.Missing or RegistryAnswer.Differs;

    public static ProofEntry Of(string component, ImageUse use, ProofStatus status, string? reason = null, string? source = null) =>
        new()
        {
            Component = component,
            Image = use.Text,
            Source = source,
            Status = status,
            Reason = reason,
            Candidate = use.Kind == UseKind.Candidate,
            Degree = use.Degree,
            Confidence = use.Confidence,
            FoundBy = use.Reason,
            Document = use.Document,
            Container = use.Container,
            Field = use.Field,
            Template = use.Template,
            Line = use.Position?.Line,
        };

    public static ProofEntry Of(string component, UnreadableImage image, string reason) =>
        new()
        {
            Component = component,
            Image = image.Text,
            Status = ProofStatus.Unproved,
            Reason = reason,
            Candidate = false,
            Degree = image.Container is null ? OriginKind.Field : OriginKind.Container,
            Document = image.Document,
            Container = image.Container,
            Field = image.Field,
            Template = image.Template,
            Line = image.Position?.Line,
        };

    /// <summary>Nothing brings it inside, and something may start it in an installation.</summary>
    [JsonIgnore]
    public bool IsOpen => Status == ProofStatus.Unproved && IsStarted;

    /// <summary>Nothing is known against it, and nothing of the registry.</summary>
    [JsonIgnore]
    public bool IsUnasked =>
        IsStarted && (Status == ProofStatus.Rendered || (Status == ProofStatus.Mirrored && Registry == RegistryAnswer.NotAsked));

    /// <summary>
    /// With the registry's word on it: an image that is not there is not proved, whatever the documents say, and one that nobody asked for
    /// is rendered only.
    /// </summary>
    public ProofEntry With(RegistryFinding finding)
    {
        var told = this with { Registry = finding.Answer, Digest = finding.Digest };
        return told switch
        {
            { IsAbsent: true } => told with { Status = ProofStatus.Unproved, Reason = finding.Problem },
            { Status: ProofStatus.Rendered, Registry: RegistryAnswer.Present } => told with { Status = ProofStatus.Proved },
            _ => told,
        };
    }
}
