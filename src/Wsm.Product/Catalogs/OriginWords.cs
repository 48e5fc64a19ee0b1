namespace Wsm.Product.Catalogs;

/// <summary>Why an image is needed and how sure that is, in the same words wherever it is told.</summary>
public static class OriginWords
{
    /// <summary>What names the image, and what made a candidate one.</summary>
    public static string Place(ImageOrigin origin) =>
        origin switch
        {
            { Kind: OriginKind.Catalog, Reason: { } reason } => $"named in the catalog: {reason}",
            { Kind: OriginKind.Catalog } => "named in the catalog",
            { Kind: OriginKind.Listed, Document: null } => "listed",
            { Kind: OriginKind.Listed } =>
                $"{origin.Document}{(origin.Container is { } of ? $", container {of}" : "")}{(origin.Reason is { } reason ? $" ({reason})" : "")}",
            { Kind: OriginKind.Inside } => $"inside {origin.Document}, {origin.Reason}",
            { Field: { } field } => $"{origin.Document}, {field}{(origin.Reason is { } reason ? $" ({reason})" : "")}",
            { Document: { } document, Reason: { } reason } => $"{document}: {reason}",
            { Container: { } container } => $"{origin.Document}, container {container}",
            _ => origin.Document ?? "",
        };

    /// <summary>The surest way in which an image was found.</summary>
    public static OriginKind DegreeOf(IEnumerable<ImageOrigin> origins) => origins.Min(origin => origin.Kind);

    /// <summary>A candidate's; of several places the surest counts.</summary>
    public static Confidence ConfidenceOf(IEnumerable<ImageOrigin> origins) => origins.Min(origin => origin.Confidence ?? Confidence.High);

    /// <summary>Degree, and a candidate's confidence: <c>container</c>, <c>candidate (low)</c>.</summary>
    public static string Degree(IReadOnlyList<ImageOrigin> origins) =>
        DegreeOf(origins) is var degree && IsDoubtful(degree)
            ? $"{degree.ToString().ToLowerInvariant()} ({ConfidenceOf(origins).ToString().ToLowerInvariant()})"
            : degree.ToString().ToLowerInvariant();

    /// <summary>Whether such an image is only perhaps one: it has a confidence.</summary>
    public static bool IsDoubtful(OriginKind degree) => degree is OriginKind.Candidate or OriginKind.Inside;
}
