namespace Wsm.Helm.Rendering.Globs;

/// <summary>A text and then anything: <c>a**</c>.</summary>
internal sealed record BeginMatcher(byte[] Text) : GlobMatcher
{
    public override bool IsMatch(ReadOnlySpan<byte> text, GlobRun run) => text.StartsWith(Text);

    public override GlobFind? Find(ReadOnlySpan<byte> text, GlobRun run)
    {
        var place = text.IndexOf(Text);
        return place < 0
            ? null
            : new GlobFind(place, [Text.Length, .. GlobText.Ends(text[(place + Text.Length)..]).Select(end => Text.Length + end)]);
    }
}

/// <summary>Anything and then a text: <c>**a</c>.</summary>
internal sealed record EndMatcher(byte[] Text) : GlobMatcher
{
    public override bool IsMatch(ReadOnlySpan<byte> text, GlobRun run) => text.EndsWith(Text);

    public override GlobFind? Find(ReadOnlySpan<byte> text, GlobRun run) =>
        text.IndexOf(Text) is >= 0 and var place ? new GlobFind(0, [place + Text.Length]) : null;
}

/// <summary>A text and then anything within the step: <c>a*</c>.</summary>
internal sealed record BeginNameMatcher(byte[] Text) : GlobMatcher
{
    public override bool IsMatch(ReadOnlySpan<byte> text, GlobRun run) => text.StartsWith(Text) && !text[Text.Length..].Contains(Separator);

    public override GlobFind? Find(ReadOnlySpan<byte> text, GlobRun run)
    {
        var place = text.IndexOf(Text);
        if (place < 0)
        {
            return null;
        }

        var rest = text[(place + Text.Length)..];
        var end = rest.IndexOf(Separator);
        return new GlobFind(place, [Text.Length, .. GlobText.Ends(end < 0 ? rest : rest[..end]).Select(length => Text.Length + length)]);
    }
}

/// <summary>Anything within the step and then a text: <c>*a</c>.</summary>
internal sealed record EndNameMatcher(byte[] Text) : GlobMatcher
{
    public override bool IsMatch(ReadOnlySpan<byte> text, GlobRun run) => text.EndsWith(Text) && !text[..^Text.Length].Contains(Separator);

    public override GlobFind? Find(ReadOnlySpan<byte> text, GlobRun run)
    {
        var place = text.IndexOf(Text);
        if (place < 0)
        {
            return null;
        }

        var begin = text[..place].LastIndexOf(Separator) + 1;
        return new GlobFind(begin, [place + Text.Length - begin]);
    }
}

/// <summary>A text, anything, and a text: <c>a**b</c>. The two may overlap.</summary>
internal sealed record BeginEndMatcher(byte[] Begin, byte[] End) : GlobMatcher
{
    public override bool IsMatch(ReadOnlySpan<byte> text, GlobRun run) => text.StartsWith(Begin) && text.EndsWith(End);

    public override GlobFind? Find(ReadOnlySpan<byte> text, GlobRun run)
    {
        var place = text.IndexOf(Begin);
        if (place < 0)
        {
            return null;
        }

        var lengths = new List<int>();
        for (var rest = text[place..]; rest.LastIndexOf(End) is >= 0 and var end; rest = rest[..end])
        {
            lengths.Add(end + End.Length);
        }

        lengths.Reverse();
        return lengths.Count == 0 ? null : new GlobFind(place, lengths);
    }
}

/// <summary>A text anywhere, or nowhere.</summary>
internal sealed record ContainsMatcher(byte[] Text, bool Not) : GlobMatcher
{
    public override bool IsMatch(ReadOnlySpan<byte> text, GlobRun run) => text.IndexOf(Text) >= 0 != Not;

    public override GlobFind? Find(ReadOnlySpan<byte> text, GlobRun run)
    {
        var place = text.IndexOf(Text);
        var offset = 0;
        if (!Not)
        {
            if (place < 0)
            {
                return null;
            }

            offset = place + Text.Length;
            text = text[offset..];
        }
        else if (place >= 0)
        {
            text = text[..place];
        }

        return new GlobFind(0, [.. GlobText.Starts(text).Select(start => offset + start), offset + text.Length]);
    }
}
