using Wsm.Product.Failures;

namespace Wsm.Bundles.Trust;

/// <summary>What makes a list one, and which list may follow which.</summary>
public static class KeyListRules
{
    /// <summary>The list itself.</summary>
    /// <exception cref="FormatException">It says what no list can mean.</exception>
    internal static KeyList Required(this KeyList list)
    {
        if (list.Roots.Count == 0 || Doubled(list.Roots, root => root.Fingerprint) is not null)
        {
            throw new FormatException("it has no roots, or the same root twice");
        }

        if (list.Threshold < 1 || list.Threshold > list.Roots.Count)
        {
            throw new FormatException($"{list.Threshold} of its {list.Roots.Count} roots are to sign");
        }

        var names = list.Keys.Select(listed => listed.Key).Concat(list.Revoked.Select(gone => gone.Key)).ToList();
        if ((Doubled(names, key => key.Name) ?? Doubled(list.Roots, root => root.Name)) is { } name)
        {
            throw new FormatException($"two of its keys are called '{name}'");
        }

        return list.Keys.FirstOrDefault(listed => list.Revoked.Any(gone => gone.Key.Fingerprint == listed.Key.Fingerprint)) is { } both
            ? throw new FormatException($"{both.Key} is both in use and revoked")
            : list;
    }

    /// <param name="shown">The file as the person knows it.</param>
    /// <param name="before">The newest list that was used here; null where this is the first.</param>
    /// <param name="now">This machine's clock.</param>
    /// <exception cref="UserError">The list is not to be obeyed.</exception>
    public static void Accept(KeyListFile file, string shown, KeyListFile? before, DateTimeOffset now)
    {
        var list = file.List;
        RequireThreshold(file, shown, list, "its own roots");
        if (before is not null && before.List.Version > list.Version)
        {
            throw Refuse(
                $"The list of keys {shown} has version {list.Version}, and version {before.List.Version} was used here.",
                "Put the newest list there again."
            );
        }

        if (before is not null && before.List.Version == list.Version && !file.IsSameListAs(before))
        {
            throw Refuse(
                $"The list of keys {shown} is another one of version {list.Version} than was used here.",
                "Ask who signs the lists which of them is meant; the next one has a higher version."
            );
        }

        if (before is not null && before.List.Version < list.Version)
        {
            RequireThreshold(file, shown, before.List, $"the roots of version {before.List.Version}, which was used here");
        }

        // A clock that was set back makes no list good again.
        var latest = new[] { now, list.Issued, before?.List.Issued ?? now }.Max();
        if (latest >= list.Expires)
        {
            throw Refuse(
                $"The list of keys {shown} was good until {list.Expires:yyyy-MM-dd HH:mm} UTC, and it is {latest:yyyy-MM-dd HH:mm} UTC.",
                "Ask who signs the lists for the next one: until it is there, whose signatures count is not known."
            );
        }
    }

    private static void RequireThreshold(KeyListFile file, string shown, KeyList rule, string roots)
    {
        var signers = file.SignersAmong(rule.Roots);
        if (signers.Count < rule.Threshold)
        {
            throw Refuse(
                $"The list of keys {shown} is signed by {signers.Count} of {roots}, and {rule.Threshold} must sign it: "
                    + $"{string.Join(", ", rule.Roots)}.",
                "If lists in between are missing, put them there one after the other; else ask who signs the lists."
            );
        }
    }

    private static string? Doubled(IReadOnlyList<TrustedKey> keys, Func<TrustedKey, string> property) =>
        keys.GroupBy(property, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.First().Name;

    private static UserError Refuse(string message, string hint) => new(message, hint, FailureKind.Incomplete);
}
