using System.Text;

namespace Wsm.Oci.References;

/// <summary>A text in which each <c>*</c> stands for any text, slashes too.</summary>
public sealed class StarPattern(string pattern)
{
    private readonly string[] _parts = pattern.Split('*');

    /// <summary>How many stars it has.</summary>
    public int Stars => _parts.Length - 1;

    /// <summary>The texts the stars stand for, each as short as it can be but the last; null when the pattern does not match.</summary>
    public IReadOnlyList<string>? Match(string text)
    {
        if (_parts.Length == 1)
        {
            return text == _parts[0] ? [] : null;
        }

        var stars = new string[_parts.Length - 1];
        var last = _parts[^1];
        if (
            !text.StartsWith(_parts[0], StringComparison.Ordinal)
            || text.Length < _parts[0].Length + last.Length
            || !text.EndsWith(last, StringComparison.Ordinal)
        )
        {
            return null;
        }

        var at = _parts[0].Length;
        var end = text.Length - last.Length;
        for (var i = 1; i < _parts.Length - 1; i++)
        {
            var found = text.IndexOf(_parts[i], at, end - at, StringComparison.Ordinal);
            if (found < 0)
            {
                return null;
            }

            stars[i - 1] = text[at..found];
            at = found + _parts[i].Length;
        }

        stars[^1] = text[at..end];
        return stars;
    }

    /// <summary>The text with the stars replaced one by one; there must be enough of them.</summary>
    public string Fill(IReadOnlyList<string> stars)
    {
        var made = new StringBuilder(_parts[0]);
        for (var i = 1; i < _parts.Length; i++)
        {
            made.Append(stars[i - 1]).Append(_parts[i]);
        }

        return made.ToString();
    }
}
