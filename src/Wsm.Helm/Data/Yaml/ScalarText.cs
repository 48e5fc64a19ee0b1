using System.Text;

namespace Wsm.Helm.Data.Yaml;

/// <summary>A scalar's value under construction. Most are one stretch of the source, and then cost one string.</summary>
internal sealed class ScalarText(string source, bool keepPieces)
{
    private readonly List<YamlPiece>? _pieces = keepPieces ? [] : null;
    private StringBuilder? _text;
    private int _start;
    private int _length;

    public IReadOnlyList<YamlPiece>? Pieces => _pieces;

    public void Copy(int start, int length)
    {
        if (length == 0)
        {
            return;
        }

        _pieces?.Add(new YamlPiece(start, _text?.Length ?? _length, length));
        if (_text is not null)
        {
            _text.Append(source, start, length);
        }
        else if (_length == 0)
        {
            (_start, _length) = (start, length);
        }
        else if (_start + _length == start)
        {
            _length += length;
        }
        else
        {
            Build().Append(source, start, length);
        }
    }

    public void Append(char character) => Build().Append(character);

    public void Append(string text) => Build().Append(text);

    public override string ToString() => _text?.ToString() ?? source.Substring(_start, _length);

    private StringBuilder Build() => _text ??= new StringBuilder().Append(source, _start, _length);
}
