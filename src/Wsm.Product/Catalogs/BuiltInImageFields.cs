namespace Wsm.Product.Catalogs;

/// <summary>
/// The rows that come with the program. They are many and a chart needs few of them, so only those of the groups that somebody asks for
/// are read.
/// </summary>
internal sealed class BuiltInImageFields
{
    private const string Resource = "image-fields.yaml";
    private const string Head = "apiVersion: wsm/v1\nkind: ImageFields\nkinds:\n";
    private const string RowStart = "\n  - group:";
    private const string RowsStart = "\nkinds:\n";

    private readonly string _text;
    private readonly List<Range> _rows = [];

    public BuiltInImageFields()
    {
        _text = Text();
        var end = EndOfRows(_text);
        for (var at = _text.IndexOf(RowStart, StringComparison.Ordinal); at >= 0 && at < end; )
        {
            var next = _text.IndexOf(RowStart, at + 1, StringComparison.Ordinal);
            _rows.Add((at + 1)..(next < 0 || next > end ? end : next + 1));
            at = next;
        }
    }

    public static string Text()
    {
        using var stream = typeof(BuiltInImageFields).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException("The program was built without its image fields.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The rows that speak of a group.</summary>
    public IReadOnlyList<ImageFieldRow> Of(string group) =>
        [
            .. _rows
                .Where(row => Names(_text[row], group))
                .SelectMany(row => ImageFieldReader.Read(Head + _text[row], $"(built in) {Resource}"))
                .Where(row => row.Groups.Contains(group)),
        ];

    /// <summary>Its groups stand before its kinds.</summary>
    private static bool Names(string row, string group)
    {
        var kind = row.IndexOf("\n    kind:", StringComparison.Ordinal);
        return row.AsSpan(0, kind < 0 ? row.Length : kind).Contains(group, StringComparison.Ordinal);
    }

    private static int EndOfRows(string text)
    {
        var start = text.IndexOf(RowsStart, StringComparison.Ordinal) + RowsStart.Length;
        for (var at = text.IndexOf('\n', start); at >= 0 && at + 1 < text.Length; at = text.IndexOf('\n', at + 1))
        {
            if (char.IsAsciiLetter(text[at + 1]))
            {
                return at + 1;
            }
        }

        return text.Length;
    }
}
