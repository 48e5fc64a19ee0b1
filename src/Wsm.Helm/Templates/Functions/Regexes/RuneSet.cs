using System.Text;

namespace Wsm.Helm.Templates.Functions.Regexes;

/// <summary>The characters that one place of a pattern accepts: ranges, Unicode properties, or all but these.</summary>
internal sealed class RuneSet
{
    private readonly List<(int First, int Last)> _ranges = [];
    private readonly List<(UnicodeProperty Property, bool Negated)> _properties = [];
    private readonly List<RuneSet> _excluded = [];

    public bool Negated { get; set; }

    public bool IgnoreCase { get; init; }

    /// <summary>The one character that it accepts, when it is a literal; -1 otherwise.</summary>
    public int Literal =>
        !Negated && !IgnoreCase && _properties.Count == 0 && _excluded.Count == 0 && _ranges is [var (first, last)] && first == last
            ? first
            : -1;

    public static RuneSet Of(int rune, bool ignoreCase) => new RuneSet { IgnoreCase = ignoreCase }.Add(rune, rune);

    /// <summary>What <c>.</c> accepts.</summary>
    public static RuneSet Any(bool newLineToo) =>
        newLineToo ? new RuneSet { Negated = true } : new RuneSet { Negated = true }.Add('\n', '\n');

    public RuneSet Add(int first, int last)
    {
        _ranges.Add((first, last));
        return this;
    }

    public void Add(UnicodeProperty property, bool negated) => _properties.Add((property, negated));

    /// <summary>Everything that <paramref name="set"/> does not accept.</summary>
    public void AddAllBut(RuneSet set) => _excluded.Add(set);

    public bool Contains(int rune) => Negated != (Holds(rune) || (IgnoreCase && HoldsOtherCase(rune)));

    private bool HoldsOtherCase(int rune)
    {
        if (!Rune.IsValid(rune))
        {
            return false;
        }

        var given = new Rune(rune);
        int lower = Rune.ToLowerInvariant(given).Value,
            upper = Rune.ToUpperInvariant(given).Value;
        // Three of a kind: the Kelvin and Ångström signs fold to letters, the long s to s.
        return Holds(lower)
            || Holds(upper)
            || lower switch
            {
                'k' => Holds(0x212A) || Holds('K'),
                'å' => Holds(0x212B) || Holds(0xC5),
                's' or 0x17F => Holds(0x17F) || Holds('s') || Holds('S'),
                _ => false,
            };
    }

    private bool Holds(int rune)
    {
        foreach (var (first, last) in _ranges)
        {
            if (rune >= first && rune <= last)
            {
                return true;
            }
        }

        foreach (var (property, negated) in _properties)
        {
            if (property.Includes(rune) != negated)
            {
                return true;
            }
        }

        foreach (var set in _excluded)
        {
            if (!set.Contains(rune))
            {
                return true;
            }
        }

        return false;
    }
}
