namespace Wsm.Values;

/// <summary>How many letters have to be put in, left out or changed to make one word the other (Levenshtein).</summary>
internal static class EditDistance
{
    public static int Between(string left, string right)
    {
        var row = new int[right.Length + 1];
        for (var column = 0; column <= right.Length; column++)
            row[column] = column;
        for (var line = 1; line <= left.Length; line++)
        {
            var corner = row[0];
            row[0] = line;
            for (var column = 1; column <= right.Length; column++)
            {
                var above = row[column];
                row[column] = Math.Min(Math.Min(above, row[column - 1]) + 1, corner + (left[line - 1] == right[column - 1] ? 0 : 1));
                corner = above;
            }
        }

        return row[right.Length];
    }
}
