using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Product.Failures;
using Wsm.Product.Wording;

namespace Wsm.Site.Delivery.Bundles;

/// <summary>What became of the blobs that a delta leaves out.</summary>
public sealed record DeltaCheckResult
{
    private const int MostLines = 50;

    /// <summary>For a registry and a blob: a repository there that has it.</summary>
    public required IReadOnlyDictionary<(string Registry, Digest Digest), ImageReference> Held { get; init; }

    public required IReadOnlyList<MissingBlob> Missing { get; init; }

    /// <summary>How many were looked for.</summary>
    public required int Blobs { get; init; }

    public required long Bytes { get; init; }

    /// <summary>The plan with those blobs taken from where they are.</summary>
    /// <exception cref="UserError">Some are nowhere.</exception>
    public DeliveryPlan Complete(DeliveryPlan plan, RegistryClient client)
    {
        if (Missing.Count > 0)
        {
            throw Error();
        }

        return plan with
        {
            Images = [.. plan.Images.Select(image => Complete(image, client))],
        };
    }

    public string Summary =>
        Missing.Count == 0
            ? $"all {Blobs} blobs that it leaves out ({ByteSize.Text(Bytes)}) are available"
            : $"{Missing.Count} of {Blobs} blobs that it leaves out ({ByteSize.Text(Missing.Sum(blob => blob.Size))}) "
                + $"{(Missing.Count == 1 ? "is" : "are")} neither in the registry nor in a bundle named with --base";

    public string Hint =>
        Missing.Count == Blobs
            ? "Is the delta meant for another site? Otherwise take a new inventory here ('wsm inventory --registry …'), and make the delta "
                + "from it."
            : "Name a bundle that has them with --base; or take a new inventory here ('wsm inventory --registry …'), and make the delta "
                + "from it.";

    public IEnumerable<string> Details =>
        Missing
            .Take(MostLines)
            .Select(blob => blob.ToString())
            .Concat(Missing.Count > MostLines ? [$"… and {Missing.Count - MostLines} more"] : []);

    private UserError Error() =>
        new(
            $"The delta does not match what is here, and nothing was sent: {Summary}.",
            Hint,
            Missing.Any(blob => blob.Problem is not null) ? FailureKind.Failed : FailureKind.Incomplete
        )
        {
            Details = [.. Details],
        };

    private ImageToDeliver Complete(ImageToDeliver image, RegistryClient client)
    {
        var held = image
            .Blobs.Select(blob => (Blob: blob, Place: Held.GetValueOrDefault((image.Relocated.Push.Registry, blob.Digest))))
            .Where(pair => pair.Place is not null)
            .ToList();
        return held.Count == 0
            ? image
            : image with
            {
                HeldElsewhere = [.. held.Select(pair => (pair.Place!, pair.Blob))],
                Content = new DeltaContent(
                    image.Content,
                    held.ToDictionary(pair => pair.Blob.Digest, pair => client.GetRepository(pair.Place!))
                ),
            };
    }
}

/// <summary>A blob that is nowhere.</summary>
/// <param name="Images">Those that need it, as written.</param>
/// <param name="Had">Where the inventory saw it, in words.</param>
/// <param name="Problem">Why a place could not be asked; null where all answered.</param>
public sealed record MissingBlob(Digest Digest, long Size, IReadOnlyList<string> Images, IReadOnlyList<string> Had, string? Problem)
{
    public override string ToString() =>
        $"{Digest} ({ByteSize.Text(Size)}) of {string.Join(", ", Images)}; had by "
        + $"{string.Join(", ", Had)}{(Problem is null ? "" : $"; could not be asked for everywhere: {Problem}")}";
}
