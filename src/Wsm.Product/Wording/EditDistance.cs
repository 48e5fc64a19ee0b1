namespace Wsm.Product.Wording;

/// <summary>
/// How many letters have to be put in, left out, changed or swapped with their neighbour to make one word the other, without regard to
/// case (optimal string alignment).
/// </summary>
public static class EditDistance
{
    /// <summary>Longer words are not compared: they are as far apart as can be.</summary>
    private const int Longest = 64;

    public static int Between(string left, string right)
    {
        if (left.Length > Longest || right.Length > Longest)
        {
            return int.MaxValue;
        }

        var cost = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0 ? i + j : Cheapest(i, j);
            }
        }

        return cost[left.Length, right.Length];

        int Cheapest(int i, int j)
        {
            var replaced = cost[i - 1, j - 1] + (Same(left[i - 1], right[j - 1]) ? 0 : 1);
            var least = Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, replaced);
            var swapped = i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]);
            return swapped ? Math.Min(least, cost[i - 2, j - 2] + 1) : least;
        }
    }

    private static bool Same(char x, char y) => char.ToLowerInvariant(x) == char.ToLowerInvariant(y);
}
