using System.Text;

namespace Wsm.Helm.Data.Yaml;

/// <summary>The line breaks between two words or lines of a scalar.</summary>
internal sealed class LineBreaks
{
    private char _first;
    private StringBuilder? _more;

    /// <summary>A break was escaped with a backslash: it gives nothing itself, and swallows the blanks behind it.</summary>
    public bool Escaped { get; init; }

    public bool Any => _first != '\0' || Escaped;

    public void Add(char lineBreak)
    {
        if (_first == '\0' && !Escaped)
        {
            _first = lineBreak;
        }
        else
        {
            (_more ??= new StringBuilder()).Append(lineBreak);
        }
    }

    /// <summary>One line feed becomes a space; of several the first one goes.</summary>
    public void FoldInto(ScalarText value)
    {
        if (_first == '\n')
        {
            if (_more is not { Length: > 0 })
            {
                value.Append(' ');
            }
        }
        else if (_first != '\0')
        {
            value.Append(_first);
        }

        AppendMore(value);
        Clear();
    }

    public void CopyInto(ScalarText value)
    {
        if (_first != '\0')
        {
            value.Append(_first);
        }

        AppendMore(value);
        Clear();
    }

    /// <summary>The end of a block. <paramref name="chomping"/>: -1 no break, 0 that of the last line, 1 all.</summary>
    public void ChompInto(ScalarText value, int chomping, bool onlyBreaks)
    {
        if (_first != '\0' && chomping != -1 && (!onlyBreaks || chomping == 1))
        {
            value.Append(_first);
        }

        if (chomping == 1)
        {
            AppendMore(value);
        }
    }

    private void AppendMore(ScalarText value)
    {
        if (_more is { Length: > 0 })
        {
            value.Append(_more.ToString());
        }
    }

    private void Clear()
    {
        _first = '\0';
        _more?.Clear();
    }
}
