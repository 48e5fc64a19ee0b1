namespace Wsm.Oci.References;

/// <summary>
/// What parts of references are made of. Plain loops: the texts are short, and the portable program compiles a vectorised search anew at
/// each start.
/// </summary>
internal static class Characters
{
    public static bool AreLowerHex(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigitLower(c))
            {
                return false;
            }
        }

        return true;
    }

    public static bool AreOfIpv6(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit(c) && c != ':')
            {
                return false;
            }
        }

        return true;
    }

    public static bool AreOfTag(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-'))
            {
                return false;
            }
        }

        return true;
    }
}
