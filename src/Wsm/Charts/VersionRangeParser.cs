namespace Wsm.Charts;

/// <summary>Reads one alternative of a <see cref="VersionRange"/>: comparisons behind one another. By hand, as building a regular expression takes longer than listing a catalog.</summary>
internal ref struct VersionRangeParser(ReadOnlySpan<char> text)
{
    private static readonly string[] Operators = ["", "=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^"];

    private ReadOnlySpan<char> _rest = text;

    /// <returns>Null with a reason when the text is no alternative.</returns>
    public List<VersionBound>? ReadAll(out string? problem)
    {
        var bounds = new List<VersionBound>();
        problem = null;
        Skip(" \t,");
        while (!_rest.IsEmpty)
        {
            problem = ReadOne(bounds);
            if (problem is not null)
            {
                return null;
            }
        }

        return bounds.Count == 0 ? [VersionBound.Any] : bounds;
    }

    private string? ReadOne(List<VersionBound> bounds)
    {
        var from = _rest;
        var comparison = Take("=!<>~^").ToString();
        Skip(" \t");
        var version = Take("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.*+-");
        if (!Operators.Contains(comparison) || !VersionBound.IsVersion(version))
        {
            return $"'{from}' is no version and no comparison with one";
        }

        var end = ReadHyphen(comparison);
        if (VersionBound.Create(end.IsEmpty ? comparison : ">=", version.ToString()) is not { } bound)
        {
            return $"'{version}' is no version";
        }

        bounds.Add(bound);
        if (!end.IsEmpty)
        {
            if (VersionBound.Create("<=", end.ToString()) is not { } last)
            {
                return $"'{end}' is no version";
            }

            bounds.Add(last);
        }

        var separated = Skip(" \t,");
        return separated || _rest.IsEmpty ? null : $"'{_rest}' is no version and no comparison with one";
    }

    /// <summary>The second version of <c>1.2 - 2</c>, or nothing.</summary>
    private ReadOnlySpan<char> ReadHyphen(string comparison)
    {
        var before = _rest;
        if (comparison.Length == 0 && Skip(" \t") && _rest is ['-', ' ' or '\t', ..])
        {
            _rest = _rest[1..];
            Skip(" \t");
            var version = Take("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.*+-");
            if (VersionBound.IsVersion(version))
            {
                return version;
            }
        }

        _rest = before;
        return [];
    }

    private bool Skip(string characters) => !Take(characters).IsEmpty;

    private ReadOnlySpan<char> Take(string characters)
    {
        var end = _rest.IndexOfAnyExcept(characters);
        var taken = end < 0 ? _rest : _rest[..end];
        _rest = _rest[taken.Length..];
        return taken;
    }
}
