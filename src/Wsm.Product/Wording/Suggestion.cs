namespace Wsm.Product.Wording;

/// <summary>Finds what a person probably meant.</summary>
public static class Suggestion
{
    /// <summary>The nearest known word, if it is near enough to be a slip of the fingers.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        var best = known
            .Select(candidate => (candidate, distance: EditDistance.Between(word, candidate)))
            .OrderBy(pair => pair.distance)
            .FirstOrDefault();
        return best.candidate is not null && best.distance <= Math.Max(1, Math.Min(word.Length, best.candidate.Length) / 3)
            ? best.candidate
            : null;
    }
}
