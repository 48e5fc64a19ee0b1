using System.Text;

namespace Wsm.Oci.Registry.Auth;

/// <summary>Walks over the text of a header by the rules of RFC 9110, section 5.6. Always moves forward, never throws.</summary>
internal sealed class HeaderScanner(string text)
{
    private int _at;

    public bool AtEnd => _at >= text.Length;

    /// <summary>Skips white space and commas; false at the end.</summary>
    public bool SkipSeparators()
    {
        while (!AtEnd && text[_at] is ' ' or '\t' or ',')
        {
            _at++;
        }

        return !AtEnd;
    }

    /// <summary>Skips white space and semicolons; false at the end or at a comma.</summary>
    public bool SkipSemicolons()
    {
        while (!AtEnd && text[_at] is ' ' or '\t' or ';')
        {
            _at++;
        }

        return !AtEnd && text[_at] != ',';
    }

    /// <summary>The token that stands here; empty when none does.</summary>
    public string Token()
    {
        var start = _at;
        while (!AtEnd && (char.IsAsciiLetterOrDigit(text[_at]) || "!#$%&'*+-.^_`|~".Contains(text[_at])))
        {
            _at++;
        }

        return text[start.._at];
    }

    public bool TakeEquals()
    {
        var mark = _at;
        SkipSpace();
        if (Take('='))
        {
            SkipSpace();
            return true;
        }

        _at = mark;
        return false;
    }

    public bool Take(char c)
    {
        if (AtEnd || text[_at] != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>A quoted string without its quotes, or everything up to the next separator.</summary>
    public string Value()
    {
        if (!Take('"'))
        {
            return Until(" \t,;");
        }

        var value = new StringBuilder();
        while (!AtEnd && text[_at] != '"')
        {
            if (text[_at] == '\\' && _at + 1 < text.Length)
            {
                _at++;
            }

            value.Append(text[_at++]);
        }

        Take('"');
        return value.ToString();
    }

    /// <summary>Everything up to one of the characters, or to the end.</summary>
    public string Until(string characters)
    {
        var start = _at;
        while (!AtEnd && !characters.Contains(text[_at]))
        {
            _at++;
        }

        return text[start.._at];
    }

    /// <summary>Skips the base64 blob that may follow a scheme in place of parameters.</summary>
    public void SkipToken68()
    {
        var mark = _at;
        SkipSpace();
        var blob = Until(" \t,");
        var isBlob = blob.TrimEnd('=') is { Length: > 0 } body && !body.AsSpan().ContainsAny('=', '"') && (AtEnd || text[_at] == ',');
        if (!isBlob)
        {
            _at = mark;
        }
    }

    private void SkipSpace()
    {
        while (!AtEnd && text[_at] is ' ' or '\t')
        {
            _at++;
        }
    }
}
