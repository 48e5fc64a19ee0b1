using System.Globalization;
using System.Text;

namespace Wsm.Helm.Templates.Functions.Regexes;

/// <summary>A general category (<c>\pL</c>, <c>\p{Lu}</c>) or one of the scripts that charts could ask for (<c>\p{Greek}</c>).</summary>
internal sealed class UnicodeProperty
{
    private static readonly (string Name, (int First, int Last)[] Ranges)[] Scripts =
    [
        (
            "Latin",
            [
                (0x41, 0x5A),
                (0x61, 0x7A),
                (0xAA, 0xAA),
                (0xBA, 0xBA),
                (0xC0, 0xD6),
                (0xD8, 0xF6),
                (0xF8, 0x2B8),
                (0x2E0, 0x2E4),
                (0x1D00, 0x1D25),
                (0x1E00, 0x1EFF),
                (0x2C60, 0x2C7F),
                (0xA722, 0xA787),
                (0xA78B, 0xA7CA),
                (0xFB00, 0xFB06),
                (0xFF21, 0xFF3A),
                (0xFF41, 0xFF5A),
            ]
        ),
        (
            "Greek",
            [
                (0x370, 0x373),
                (0x375, 0x377),
                (0x37A, 0x37D),
                (0x37F, 0x37F),
                (0x384, 0x384),
                (0x386, 0x386),
                (0x388, 0x3E1),
                (0x3F0, 0x3FF),
                (0x1F00, 0x1FFE),
            ]
        ),
        ("Cyrillic", [(0x400, 0x484), (0x487, 0x52F), (0x1C80, 0x1C88), (0x1D2B, 0x1D2B), (0x2DE0, 0x2DFF), (0xA640, 0xA69F)]),
        ("Hebrew", [(0x591, 0x5F4), (0xFB1D, 0xFB4F)]),
        (
            "Arabic",
            [
                (0x600, 0x604),
                (0x606, 0x60B),
                (0x60D, 0x61A),
                (0x61C, 0x61E),
                (0x620, 0x63F),
                (0x641, 0x64A),
                (0x656, 0x66F),
                (0x671, 0x6DC),
                (0x6DE, 0x6FF),
                (0x750, 0x77F),
            ]
        ),
        ("Hiragana", [(0x3041, 0x3096), (0x309D, 0x309F)]),
        ("Katakana", [(0x30A1, 0x30FA), (0x30FD, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF6F), (0xFF71, 0xFF9D)]),
        ("Hangul", [(0x1100, 0x11FF), (0x3131, 0x318E), (0xA960, 0xA97C), (0xAC00, 0xD7A3)]),
        (
            "Han",
            [
                (0x2E80, 0x2FD5),
                (0x3005, 0x3005),
                (0x3007, 0x3007),
                (0x3021, 0x3029),
                (0x3038, 0x303B),
                (0x3400, 0x4DBF),
                (0x4E00, 0x9FFF),
                (0xF900, 0xFAD9),
                (0x20000, 0x323AF),
            ]
        ),
    ];

    private readonly uint _categories;
    private readonly (int First, int Last)[] _ranges;

    private UnicodeProperty(uint categories, (int First, int Last)[] ranges)
    {
        _categories = categories;
        _ranges = ranges;
    }

    /// <summary>Null for a name that is not known.</summary>
    public static UnicodeProperty? Named(string name)
    {
        if (name == "Any")
        {
            return new UnicodeProperty(uint.MaxValue, [(0xD800, 0xDFFF)]);
        }

        var categories = CategoriesOf(name);
        if (categories != 0)
        {
            return new UnicodeProperty(categories, []);
        }

        foreach (var (script, ranges) in Scripts)
        {
            if (script == name)
            {
                return new UnicodeProperty(0, ranges);
            }
        }

        return null;
    }

    public bool Includes(int rune)
    {
        foreach (var (first, last) in _ranges)
        {
            if (rune >= first && rune <= last)
            {
                return true;
            }
        }

        return Rune.IsValid(rune) && (_categories & Bit(Rune.GetUnicodeCategory(new Rune(rune)))) != 0;
    }

    private static uint Bit(UnicodeCategory category) => 1u << (int)category;

    private static uint CategoriesOf(string name) =>
        name switch
        {
            "L" => CategoriesOf("Lu") | CategoriesOf("Ll") | CategoriesOf("Lt") | CategoriesOf("Lm") | CategoriesOf("Lo"),
            "Lu" => Bit(UnicodeCategory.UppercaseLetter),
            "Ll" => Bit(UnicodeCategory.LowercaseLetter),
            "Lt" => Bit(UnicodeCategory.TitlecaseLetter),
            "Lm" => Bit(UnicodeCategory.ModifierLetter),
            "Lo" => Bit(UnicodeCategory.OtherLetter),
            "M" => CategoriesOf("Mn") | CategoriesOf("Mc") | CategoriesOf("Me"),
            "Mn" => Bit(UnicodeCategory.NonSpacingMark),
            "Mc" => Bit(UnicodeCategory.SpacingCombiningMark),
            "Me" => Bit(UnicodeCategory.EnclosingMark),
            "N" => CategoriesOf("Nd") | CategoriesOf("Nl") | CategoriesOf("No"),
            "Nd" => Bit(UnicodeCategory.DecimalDigitNumber),
            "Nl" => Bit(UnicodeCategory.LetterNumber),
            "No" => Bit(UnicodeCategory.OtherNumber),
            "P" => CategoriesOf("Pc")
                | CategoriesOf("Pd")
                | CategoriesOf("Ps")
                | CategoriesOf("Pe")
                | CategoriesOf("Pi")
                | CategoriesOf("Pf")
                | CategoriesOf("Po"),
            "Pc" => Bit(UnicodeCategory.ConnectorPunctuation),
            "Pd" => Bit(UnicodeCategory.DashPunctuation),
            "Ps" => Bit(UnicodeCategory.OpenPunctuation),
            "Pe" => Bit(UnicodeCategory.ClosePunctuation),
            "Pi" => Bit(UnicodeCategory.InitialQuotePunctuation),
            "Pf" => Bit(UnicodeCategory.FinalQuotePunctuation),
            "Po" => Bit(UnicodeCategory.OtherPunctuation),
            "S" => CategoriesOf("Sm") | CategoriesOf("Sc") | CategoriesOf("Sk") | CategoriesOf("So"),
            "Sm" => Bit(UnicodeCategory.MathSymbol),
            "Sc" => Bit(UnicodeCategory.CurrencySymbol),
            "Sk" => Bit(UnicodeCategory.ModifierSymbol),
            "So" => Bit(UnicodeCategory.OtherSymbol),
            "Z" => CategoriesOf("Zs") | CategoriesOf("Zl") | CategoriesOf("Zp"),
            "Zs" => Bit(UnicodeCategory.SpaceSeparator),
            "Zl" => Bit(UnicodeCategory.LineSeparator),
            "Zp" => Bit(UnicodeCategory.ParagraphSeparator),
            "C" => CategoriesOf("Cc") | CategoriesOf("Cf") | CategoriesOf("Cs") | CategoriesOf("Co"),
            "Cc" => Bit(UnicodeCategory.Control),
            "Cf" => Bit(UnicodeCategory.Format),
            "Cs" => Bit(UnicodeCategory.Surrogate),
            "Co" => Bit(UnicodeCategory.PrivateUse),
            _ => 0,
        };
}
