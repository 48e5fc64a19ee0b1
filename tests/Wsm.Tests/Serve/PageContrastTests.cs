using System.Globalization;
using System.Text.RegularExpressions;

namespace Wsm.Tests.Serve;

/// <summary>
/// The page's colours against WCAG 2.2: 4.5 for text (1.4.3), 3 for what is not text (1.4.11), in the light and in the dark.
/// </summary>
public sealed class PageContrastTests
{
    private static readonly string Style = File.ReadAllText(
        Path.Combine(Checkout.Folder, "src", "Wsm.Site", "Serving", "Page", "page.css")
    );

    public static TheoryData<string, string, string, double> Pairs()
    {
        var pairs = new TheoryData<string, string, string, double>();
        foreach (var scheme in (string[])["light", "dark"])
        {
            foreach (var ground in (string[])["paper", "card"])
            {
                foreach (var text in (string[])["ink", "soft", "accent", "good", "bad"])
                {
                    pairs.Add(scheme, text, ground, 4.5);
                }
                // The edge of the search field, of buttons, and of what has the focus.
                foreach (var edge in (string[])["soft", "accent"])
                {
                    pairs.Add(scheme, edge, ground, 3);
                }
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_colour_stands_out_from_its_ground(string scheme, string colour, string ground, double least)
    {
        var colours = ColoursOf(scheme);

        var (lighter, darker) = (
            Math.Max(Luminance(colours[colour]), Luminance(colours[ground])),
            Math.Min(Luminance(colours[colour]), Luminance(colours[ground]))
        );

        Assert.True((lighter + 0.05) / (darker + 0.05) >= least, $"{colour} on {ground}: {(lighter + 0.05) / (darker + 0.05):F2}");
    }

    [Fact]
    public void No_rule_has_a_colour_of_its_own()
    {
        var rules = Regex.Replace(Style, @":root\s*\{[^}]*\}", "");

        Assert.DoesNotMatch(@"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", rules);
    }

    /// <summary>The dark scheme is what the light one is with some colours changed.</summary>
    private static Dictionary<string, string> ColoursOf(string scheme)
    {
        var blocks = Regex.Matches(Style, @":root\s*\{([^}]*)\}").Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(2, blocks.Count);
        var colours = new Dictionary<string, string>();
        foreach (var block in scheme == "light" ? blocks[..1] : blocks)
        {
            foreach (Match match in Regex.Matches(block, "--([a-z]+): (#[0-9a-f]{6});"))
            {
                colours[match.Groups[1].Value] = match.Groups[2].Value;
            }
        }

        return colours;
    }

    /// <summary>https://www.w3.org/TR/WCAG22/#dfn-relative-luminance</summary>
    private static double Luminance(string colour)
    {
        double Channel(int at)
        {
            var value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Channel(1)) + (0.7152 * Channel(3)) + (0.0722 * Channel(5));
    }
}
