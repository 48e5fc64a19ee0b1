using System.Globalization;
using System.Text;

namespace Wsm.Helm.Templates.Functions.Text;

/// <summary>Go's <c>unicode</c> questions.</summary>
internal static class GoCharacters
{
    /// <summary>
    /// <c>unicode.IsSpace</c>: the White_Space property. U+200B and U+FEFF are none; all its members are in the basic plane.
    /// </summary>
    public static bool IsSpace(char character) =>
        character < 0x80
            ? character is ' ' or (>= '\t' and <= '\r')
            : character
                is '\u0085'
                    or '\u00A0'
                    or '\u1680'
                    or (>= '\u2000' and <= '\u200A')
                    or '\u2028'
                    or '\u2029'
                    or '\u202F'
                    or '\u205F'
                    or '\u3000';

    public static bool IsSpace(Rune rune) => rune.IsBmp && IsSpace((char)rune.Value);

    public static bool IsUpper(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.UppercaseLetter;

    public static bool IsTitle(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.TitlecaseLetter;

    public static bool IsLower(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.LowercaseLetter;

    public static bool IsPunctuation(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation;

    public static Rune ToUpper(Rune rune) => Rune.ToUpperInvariant(rune);

    public static Rune ToLower(Rune rune) => Rune.ToLowerInvariant(rune);
}
