namespace Wsm.Product.Sources;

/// <summary>Names in a sentence.</summary>
internal static class Names
{
    private const int MostShown = 5;

    /// <summary>The first few, and how many more there are.</summary>
    public static string Of(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostShown)) + (names.Count > MostShown ? $" and {names.Count - MostShown} more" : "");
}
