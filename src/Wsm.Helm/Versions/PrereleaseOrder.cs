using System.Globalization;
using Wsm.Helm.Data;

namespace Wsm.Helm.Versions;

/// <summary>https://semver.org section 11.4: identifier by identifier, numbers by value and before words.</summary>
internal static class PrereleaseOrder
{
    /// <summary>A release comes after its pre-releases.</summary>
    public static int Compare(string left, string right)
    {
        if (left == right)
        {
            return 0;
        }

        if (left.Length == 0)
        {
            return 1;
        }

        if (right.Length == 0)
        {
            return -1;
        }

        string[] ours = left.Split('.'),
            theirs = right.Split('.');
        for (var i = 0; i < Math.Max(ours.Length, theirs.Length); i++)
        {
            var order = ComparePart(i < ours.Length ? ours[i] : "", i < theirs.Length ? theirs[i] : "");
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static int ComparePart(string left, string right)
    {
        if (left == right)
        {
            return 0;
        }

        if (left.Length == 0 || right.Length == 0)
        {
            return left.Length == 0 ? -1 : 1;
        }

        var leftIsNumber = ulong.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var ours);
        var rightIsNumber = ulong.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out var theirs);
        if (leftIsNumber && rightIsNumber)
        {
            return ours.CompareTo(theirs);
        }

        if (leftIsNumber != rightIsNumber)
        {
            return leftIsNumber ? -1 : 1;
        }

        return Math.Sign(GoStringOrder.Instance.Compare(left, right));
    }
}
