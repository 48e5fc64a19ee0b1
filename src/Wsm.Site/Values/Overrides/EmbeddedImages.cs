using Wsm.Product.Finding;

namespace Wsm.Site.Values.Overrides;

/// <summary>
/// Several images within one value: a list of runtimes as JSON, a script. All of them change in one edit, and the text around them stays.
/// </summary>
internal static class EmbeddedImages
{
    public static List<(UsePlace For, ValueEdit Edit)> Edits(
        IEnumerable<(ImageUse Use, IReadOnlyList<ImagePiece> Pieces, string Target)> pending
    )
    {
        var edits = new List<(UsePlace, ValueEdit)>();
        var whole = pending.Where(text => text.Pieces is [{ Path: not null } only] && only.Whole.Length > only.Text.Length);
        foreach (var value in whole.GroupBy(text => text.Pieces[0].Path!.ToString()))
        {
            // The same value may be printed in several places: one change for each stretch of it, from its end.
            var stretches = value.GroupBy(text => text.Pieces[0].Offset).OrderByDescending(same => same.Key).ToList();
            if (stretches.Count < 2 || stretches.Exists(same => same.Select(text => text.Target).Distinct().Count() > 1))
            {
                continue;
            }

            var piece = stretches[0].First().Pieces[0];
            var text = stretches.Aggregate(piece.Whole, (made, same) => Replace(made, same.First().Pieces[0], same.First().Target));
            edits.AddRange(value.Select(image => (UsePlace.Of(image.Use), new ValueEdit(piece.Path!, text))));
        }

        return edits;
    }

    private static string Replace(string text, ImagePiece piece, string target) =>
        string.Concat(text.AsSpan(0, piece.Offset), target, text.AsSpan(piece.Offset + piece.Text.Length));
}
