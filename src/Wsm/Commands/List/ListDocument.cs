using System.Text.Json.Serialization;
using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Product.Changes;
using Wsm.Product.Resolving;

namespace Wsm.Commands.List;

/// <summary>The machine-readable list; manifests/list.schema.json describes it.</summary>
internal sealed record ListDocument(string Name, string Title, IReadOnlyList<ListedComponent> Components, IReadOnlyList<string> Images)
{
    public static ListDocument Of(ListReport report) =>
        new(
            report.Set.Name,
            report.Set.Title,
            [.. report.Set.Components.Select(component => ListedComponent.Of(component, report))],
            [.. report.Set.Images.Select(image => image.Reference.Canonical)]
        );
}

internal sealed record ListedComponent(
    string Name,
    string Title,
    ListedChart? Chart,
    IReadOnlyList<ImageEntry> Images,
    IReadOnlyList<ImageEntry> Candidates,
    IReadOnlyList<ListedExclusion>? Excluded,
    IReadOnlyList<string>? Problems,
    IReadOnlyList<ListedUnreadable>? Unreadable,
    IReadOnlyList<ImageRemark>? Remarks,
    bool? OperandsUnknown
)
{
    public static ListedComponent Of(ResolvedComponent component, ListReport report) =>
        new(
            component.Name,
            component.Title,
            component.Chart is { } chart
                ? new ListedChart(
                    chart.Name,
                    chart.Version,
                    chart.Source,
                    Digest.Parse($"{Digest.Sha256}:{chart.Sha256}"),
                    component.IsDeprecated ? true : null
                )
                : null,
            [.. component.Images.Select(image => ImageEntry.Of(image, report))],
            [.. component.Candidates.Select(image => ImageEntry.Of(image, report))],
            component.Excluded is []
                ? null
                :
                [
                    .. component.Excluded.Select(image => new ListedExclusion(
                        image.Reference.AsWritten,
                        image.Reference.Canonical,
                        image.Rule.Pattern,
                        image.Rule.Reason
                    )),
                ],
            component.Problems is [] ? null : component.Problems,
            component.Unreadable is [] ? null : [.. component.Unreadable.Select(ListedUnreadable.Of)],
            component.Remarks is [] ? null : component.Remarks,
            component.OperandsUnknown ? true : null
        );
}

/// <summary>An image that is needed and left out.</summary>
internal sealed record ListedExclusion(string Reference, string Canonical, string Pattern, string? Reason);

internal sealed record ListedChart(string Name, string Version, string Source, Digest Digest, bool? Deprecated);

/// <summary>What stands where an image should stand and is none.</summary>
internal sealed record ListedUnreadable(string Text, string Document, string? Container, string Field, string Template, int? Line)
{
    public static ListedUnreadable Of(UnreadableImage image) =>
        new(image.Text, image.Document, image.Container, image.Field, image.Template, image.Position?.Line);
}

/// <param name="Reference">As the chart or catalog writes it.</param>
/// <param name="Canonical">With registry, repository and tag or digest.</param>
/// <param name="Degree">The surest way in which it was found.</param>
/// <param name="Confidence">A candidate's.</param>
internal sealed record ImageEntry(
    string Reference,
    string Canonical,
    OriginKind Degree,
    Confidence? Confidence,
    Digest? Digest,
    long? Size,
    string? Problem,
    IReadOnlyList<ImageOrigin> Origins
)
{
    public static ImageEntry Of(ResolvedImage image, ListReport report)
    {
        var size = report.SizeOf(image);
        return new(
            image.Reference.AsWritten,
            image.Reference.Canonical,
            OriginWords.DegreeOf(image.Origins),
            OriginWords.IsDoubtful(OriginWords.DegreeOf(image.Origins)) ? OriginWords.ConfidenceOf(image.Origins) : null,
            size?.Digest,
            size is { Digest: not null } ? size.Bytes : null,
            size?.Problem,
            image.Origins
        );
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    NewLine = "\n",
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ListDocument))]
[JsonSerializable(typeof(SetDiff))]
internal sealed partial class ListJson : JsonSerializerContext;
