using System.Text.Json.Serialization;
using Wsm.Product.Resolving;
using Wsm.Product.Sources;

namespace Wsm.Product.Changes;

/// <summary>What changed between an older set of images and charts and a newer one.</summary>
public sealed record SetDiff(DiffPart Images, DiffPart Charts)
{
    [JsonIgnore]
    public bool IsEmpty => Images.IsEmpty && Charts.IsEmpty;

    public static SetDiff Between(ImageSet older, ImageSet newer) =>
        new(DiffPart.Between(ImagesOf(older), ImagesOf(newer)), DiffPart.Between(ChartsOf(older), ChartsOf(newer)));

    public void Write(string olderName, TextWriter output)
    {
        output.WriteLine(IsEmpty ? $"Nothing changed since {olderName}." : $"Changed since {olderName}:");
        Images.Write("image", output);
        Charts.Write("chart", output);
    }

    private static IEnumerable<Versioned> ImagesOf(ImageSet set) =>
        set.Images.Select(image => new Versioned(
            image.Reference.Name,
            image.Reference.Canonical[image.Reference.Name.Length..].TrimStart(':')
        ));

    /// <summary>A chart that was not fetched is known by what was asked for.</summary>
    private static IEnumerable<Versioned> ChartsOf(ImageSet set) =>
        set
            .Components.Select(component =>
                component switch
                {
                    { Chart: { } chart } => new Versioned(chart.Name, chart.Version),
                    { ChartRequest: RepositoryChart request } => new Versioned(request.Name, request.Version),
                    { ChartRequest: OciChart request } => new Versioned(
                        request.Repository[(request.Repository.LastIndexOf('/') + 1)..],
                        request.Version
                    ),
                    _ => null,
                }
            )
            .OfType<Versioned>()
            .Distinct();
}
