using System.Text.Json.Serialization;
using Wsm.Catalogs;
using Wsm.Changes;

namespace Wsm.List;

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
    IReadOnlyList<ListedImage> Images,
    IReadOnlyList<ListedImage> Candidates
)
{
    public static ListedComponent Of(ResolvedComponent component, ListReport report) =>
        new(
            component.Name,
            component.Title,
            component.Chart is { } chart ? new ListedChart(chart.Name, chart.Version, chart.Source, $"sha256:{chart.Sha256}") : null,
            [.. component.Images.Select(image => ListedImage.Of(image, report))],
            [.. component.Candidates.Select(image => ListedImage.Of(image, report))]
        );
}

internal sealed record ListedChart(string Name, string Version, string Source, string Digest);

/// <param name="Reference">As the chart or catalog writes it.</param>
/// <param name="Canonical">With registry, repository and tag or digest.</param>
internal sealed record ListedImage(
    string Reference,
    string Canonical,
    string? Digest,
    long? Size,
    string? Problem,
    IReadOnlyList<ImageOrigin> Origins
)
{
    public static ListedImage Of(ResolvedImage image, ListReport report)
    {
        var size = report.Sizes.GetValueOrDefault(image.Reference.Canonical);
        return new(
            image.Reference.AsWritten,
            image.Reference.Canonical,
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
