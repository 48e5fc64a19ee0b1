using Wsm.Helm.Data;
using Wsm.Helm.Provenance;

namespace Wsm.Helm.Templates.Syntax;

/// <summary>A template file's name and text; turns positions into what errors print. For one rendering at a time.</summary>
internal sealed class TemplateSource(string name, string text)
{
    /// <summary>What helm calls the template at the root of its set; every text given to <c>tpl</c> runs under this name.</summary>
    public const string RootName = "gotpl";

    /// <summary>Of the positions that were asked for: a template that runs often asks for the same ones.</summary>
    private readonly Dictionary<int, TemplatePosition> _places = [];

    private List<int>? _lineStarts;

    public string Name { get; } = name;

    public string Text { get; } = text;

    /// <summary>Line from 1; column from 0 in UTF-8 bytes, as Go prints them.</summary>
    public (int Line, int Column) ErrorPlace(int position)
    {
        var (line, start) = LineAt(position);
        return (line, GoText.ByteLength(Text.AsSpan(start, position - start)));
    }

    /// <summary>Line and column from 1, for people.</summary>
    public TemplatePosition Place(int position)
    {
        if (!_places.TryGetValue(position, out var place))
        {
            var (line, start) = LineAt(position);
            _places[position] = place = new TemplatePosition(Name, line, position - start + 1);
        }

        return place;
    }

    private (int Line, int Start) LineAt(int position)
    {
        _lineStarts ??= LineStarts(Text);
        int low = 0,
            high = _lineStarts.Count;
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (_lineStarts[middle] <= position)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return (low + 1, _lineStarts[low]);
    }

    private static List<int> LineStarts(string text)
    {
        var starts = new List<int> { 0 };
        for (var at = text.IndexOf('\n'); at >= 0; at = text.IndexOf('\n', at + 1))
        {
            starts.Add(at + 1);
        }

        return starts;
    }
}
