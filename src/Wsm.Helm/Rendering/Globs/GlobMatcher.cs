using System.Text;

namespace Wsm.Helm.Rendering.Globs;

/// <summary>
/// One step of a compiled pattern. The steps, what each takes and what each finds are those of the library that helm uses, with its
/// peculiarities:
/// <c>files/**/a.txt</c> finds <c>files/a.txt</c>, and a <c>?</c> beside other fixed parts only takes characters of one byte.
/// </summary>
internal abstract record GlobMatcher
{
    /// <summary>Says of <see cref="Length"/> that it varies.</summary>
    public const int Varies = -1;

    protected const byte Separator = (byte)'/';

    /// <summary>How many characters it takes.</summary>
    public virtual int Length => Varies;

    public abstract bool IsMatch(ReadOnlySpan<byte> text, GlobRun run);

    /// <summary>Looks for the first place where it matches.</summary>
    /// <returns>The place, and in rising order how many bytes from there may be taken; null where there is none.</returns>
    public abstract GlobFind? Find(ReadOnlySpan<byte> text, GlobRun run);

    protected static GlobFind? First(ReadOnlySpan<byte> text, Func<int, bool> takes)
    {
        for (var at = 0; at < text.Length; )
        {
            var (rune, width) = GlobText.First(text[at..]);
            if (takes(rune))
            {
                return new GlobFind(at, [GlobText.Length(rune)]);
            }

            at += width;
        }

        return null;
    }

    protected static bool IsOne(ReadOnlySpan<byte> text, Func<int, bool> takes)
    {
        var (rune, width) = text.IsEmpty ? (Rune.ReplacementChar.Value, 0) : GlobText.First(text);
        return text.Length <= width && takes(rune);
    }
}

/// <param name="Lengths">In rising order.</param>
internal sealed record GlobFind(int Place, IReadOnlyList<int> Lengths);

internal sealed record NothingMatcher : GlobMatcher
{
    public override int Length => 0;

    public override bool IsMatch(ReadOnlySpan<byte> text, GlobRun run) => text.IsEmpty;

    public override GlobFind Find(ReadOnlySpan<byte> text, GlobRun run) => new(0, [0]);
}

internal sealed record TextMatcher(byte[] Text) : GlobMatcher
{
    public override int Length { get; } = GlobText.Count(Text);

    public override bool IsMatch(ReadOnlySpan<byte> text, GlobRun run) => text.SequenceEqual(Text);

    public override GlobFind? Find(ReadOnlySpan<byte> text, GlobRun run) =>
        text.IndexOf(Text) is >= 0 and var place ? new GlobFind(place, [Text.Length]) : null;
}

internal sealed record OneMatcher : GlobMatcher
{
    public override int Length => 1;

    public override bool IsMatch(ReadOnlySpan<byte> text, GlobRun run) => IsOne(text, static rune => rune != Separator);

    public override GlobFind? Find(ReadOnlySpan<byte> text, GlobRun run) => First(text, static rune => rune != Separator);
}

internal sealed record OneOfMatcher(string Characters, bool Not) : GlobMatcher
{
    private readonly HashSet<int> _runes = [.. Characters.EnumerateRunes().Select(static rune => rune.Value)];

    public override int Length => 1;

    public override bool IsMatch(ReadOnlySpan<byte> text, GlobRun run) => IsOne(text, rune => _runes.Contains(rune) != Not);

    public override GlobFind? Find(ReadOnlySpan<byte> text, GlobRun run) => First(text, rune => _runes.Contains(rune) != Not);
}

internal sealed record RangeMatcher(int Low, int High, bool Not) : GlobMatcher
{
    public override int Length => 1;

    public override bool IsMatch(ReadOnlySpan<byte> text, GlobRun run) => IsOne(text, Takes);

    public override GlobFind? Find(ReadOnlySpan<byte> text, GlobRun run) => First(text, Takes);

    private bool Takes(int rune) => (rune >= Low && rune <= High) != Not;
}

/// <summary>Anything within one step of a path.</summary>
internal sealed record NameMatcher : GlobMatcher
{
    public override bool IsMatch(ReadOnlySpan<byte> text, GlobRun run) => !text.Contains(Separator);

    public override GlobFind Find(ReadOnlySpan<byte> text, GlobRun run)
    {
        var end = text.IndexOf(Separator);
        var name = end < 0 ? text : text[..end];
        return new GlobFind(0, [.. GlobText.Starts(name), name.Length]);
    }
}

/// <summary>Anything.</summary>
internal sealed record PathMatcher : GlobMatcher
{
    public override bool IsMatch(ReadOnlySpan<byte> text, GlobRun run) => true;

    public override GlobFind Find(ReadOnlySpan<byte> text, GlobRun run) => new(0, [.. GlobText.Starts(text), text.Length]);
}
