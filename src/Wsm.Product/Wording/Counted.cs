using System.Globalization;

namespace Wsm.Product.Wording;

/// <summary>Numbers of things: <c>1 image</c>, <c>2 images</c>.</summary>
public static class Counted
{
    public static string Text(int number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
