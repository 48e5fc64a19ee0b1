using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;

namespace Wsm.Helm.Templates.Functions.Urls;

internal enum UrlPart
{
    Path,
    User,
    Host,
    Fragment,
}

/// <summary>Percent-encoding by the rules of Go's <c>net/url</c>, which differ from part to part.</summary>
internal static class UrlEscape
{
    /// <exception cref="FormatException">A percent sign without two hexadecimal digits after it.</exception>
    public static string Decode(string text, UrlPart part)
    {
        foreach (var character in part == UrlPart.Host ? text : "")
        {
            if (character < 0x80 && character != '%' && !IsPlain(character, part))
            {
                throw new FormatException($"invalid character {GoQuote.Quote(character.ToString())} in host name");
            }
        }

        if (!text.Contains('%'))
        {
            return text;
        }

        var source = GoText.ToBytes(text);
        var result = new List<byte>(source.Length);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != '%')
            {
                result.Add(source[i]);
                continue;
            }

            if (i + 2 >= source.Length || !char.IsAsciiHexDigit((char)source[i + 1]) || !char.IsAsciiHexDigit((char)source[i + 2]))
            {
                throw new FormatException(
                    $"invalid URL escape {GoQuote.Quote(GoText.FromBytes(source.AsSpan(i, Math.Min(3, source.Length - i))))}"
                );
            }

            var value = Convert.ToByte(((char)source[i + 1]).ToString() + (char)source[i + 2], 16);
            if (part == UrlPart.Host && value < 0x80 && value != '%')
            {
                throw new FormatException($"invalid URL escape {GoQuote.Quote(GoText.FromBytes(source.AsSpan(i, 3)))}");
            }

            result.Add(value);
            i += 2;
        }

        return GoText.FromBytes(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(result));
    }

    public static string Encode(string text, UrlPart part)
    {
        var result = new StringBuilder(text.Length);
        foreach (var unit in GoText.ToBytes(text))
        {
            if (IsPlain((char)unit, part))
            {
                result.Append((char)unit);
            }
            else
            {
                result.Append('%').Append(unit.ToString("X2"));
            }
        }

        return result.ToString();
    }

    private static bool IsPlain(char character, UrlPart part)
    {
        if (char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '~')
        {
            return true;
        }

        return part switch
        {
            UrlPart.Path => "$&+,/:;=@".Contains(character),
            UrlPart.User => "$&+,;=".Contains(character),
            UrlPart.Host => "!$&'()*+,;=:[]<>\"".Contains(character),
            _ => "$&+,/:;=?@!()*".Contains(character),
        };
    }
}
