namespace Wsm.Site.Values.Overrides;

/// <summary>
/// Finds the values to set so that the pieces of an image's text read as another text: one value where one suffices, else two.
/// </summary>
internal static class PieceSolver
{
    /// <summary>
    /// Every way, the most natural first: fewer edits, then registries before repositories before tags, then values that are printed as
    /// they are.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<ValueEdit>> Solve(IReadOnlyList<ImagePiece> pieces, string target)
    {
        var one = Variables(pieces)
            .Select(at => (At: at, Edit: ByOne(pieces, at, target)))
            .Where(way => way.Edit is not null)
            .OrderBy(way => Cost(pieces[way.At], way.Edit!))
            .Select(way => (IReadOnlyList<ValueEdit>)[way.Edit!]);
        var two =
            from first in Variables(pieces)
            from second in Variables(pieces)
            where first < second && pieces[first].Path!.ToString() != pieces[second].Path!.ToString()
            from pair in ByTwo(pieces, first, second, target)
            orderby Cost(pieces[first], pair[0]) + Cost(pieces[second], pair[1])
            select pair;
        return [.. one.Concat(two).Where(way => !way.Any(edit => IsAbsurd(pieces, edit)))];
    }

    /// <summary>A path behind a colon: it would read right, and nobody would call it a tag.</summary>
    private static bool IsAbsurd(IReadOnlyList<ImagePiece> pieces, ValueEdit edit)
    {
        var at = pieces.TakeWhile(piece => piece.Path?.ToString() != edit.Key).Count();
        return edit.Text.Contains('/') && at > 0 && Join(pieces, 0, at) is [.., ':' or '@'];
    }

    private static IEnumerable<int> Variables(IReadOnlyList<ImagePiece> pieces) =>
        Enumerable.Range(0, pieces.Count).Where(at => pieces[at].Path is not null);

    private static ValueEdit? ByOne(IReadOnlyList<ImagePiece> pieces, int at, string target)
    {
        var (before, after) = (Join(pieces, 0, at), Join(pieces, at + 1, pieces.Count));
        if (
            target.Length < before.Length + after.Length
            || !target.StartsWith(before, StringComparison.Ordinal)
            || !target.EndsWith(after, StringComparison.Ordinal)
        )
        {
            return null;
        }

        var text = target[before.Length..(target.Length - after.Length)];
        return text == pieces[at].Text ? null : pieces[at].Become(text);
    }

    private static IEnumerable<IReadOnlyList<ValueEdit>> ByTwo(IReadOnlyList<ImagePiece> pieces, int first, int second, string target)
    {
        var (before, between, after) = (Join(pieces, 0, first), Join(pieces, first + 1, second), Join(pieces, second + 1, pieces.Count));
        if (
            between.Length == 0
            || target.Length < before.Length + between.Length + after.Length
            || !target.StartsWith(before, StringComparison.Ordinal)
            || !target.EndsWith(after, StringComparison.Ordinal)
        )
        {
            yield break;
        }

        var free = target[before.Length..(target.Length - after.Length)];
        for (
            var split = free.IndexOf(between, StringComparison.Ordinal);
            split >= 0;
            split = free.IndexOf(between, split + 1, StringComparison.Ordinal)
        )
        {
            var (left, right) = (free[..split], free[(split + between.Length)..]);
            if (left.Length > 0 && right.Length > 0 && left != pieces[first].Text && right != pieces[second].Text)
            {
                yield return [pieces[first].Become(left), pieces[second].Become(right)];
            }
        }
    }

    /// <summary>How unnatural it is to set this value for a new home of an image.</summary>
    private static int Cost(ImagePiece piece, ValueEdit edit)
    {
        var name = piece.Path!.Key ?? "";
        var cost =
            Says(name, "registry") || Says(name, "hub") || Says(name, "prefix") ? 0
            : Says(name, "repo") || Says(name, "image") || Says(name, "name") ? 1
            : Says(name, "tag") || Says(name, "digest") ? 2
            : 3;
        // A registry that comes out empty, or a tag that comes out with a path in it, is no answer anybody would write.
        if (edit.Text.Length == 0)
        {
            cost += 10;
        }

        if (cost == 2 && edit.Text.Contains('/'))
        {
            cost += 20;
        }

        return cost + (piece.IsGuess ? 5 : 0);
    }

    private static bool Says(string name, string word) => name.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static string Join(IReadOnlyList<ImagePiece> pieces, int from, int to) =>
        string.Concat(pieces.Skip(from).Take(to - from).Select(piece => piece.Text));
}
