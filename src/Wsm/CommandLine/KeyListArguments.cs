using System.CommandLine;
using System.Globalization;
using Wsm.Bundles.Trust;
using Wsm.Product.Failures;

namespace Wsm.CommandLine;

/// <summary>The options that change a list of keys.</summary>
internal sealed class KeyListArguments
{
    private readonly Option<string[]> _roots = Many("--root", "FILE", "The public key of somebody who answers for the list (repeatable).");
    private readonly Option<string[]> _removedRoots = Many("--remove-root", "NAME", "A root that is one no more (repeatable).");
    private readonly Option<int?> _threshold = new("--threshold")
    {
        Description = "How many roots must sign the list, and the one after it (default: as before; 1 at first).",
        HelpName = "N",
    };
    private readonly Option<string[]> _added = Many("--add", "FILE", "A public key that signs bundles (repeatable).");
    private readonly Option<string[]> _products = Many(
        "--product",
        "NAME",
        "The keys added count for bundles of this name alone, in which * stands for any text (repeatable)."
    );
    private readonly Option<string[]> _platforms = Many(
        "--platform",
        "PLATFORM",
        "The keys added count for bundles of this platform alone, such as linux/amd64 or linux/* (repeatable)."
    );
    private readonly Option<string?> _from = One("--from", "DATE", "The keys added count from this day on (2027-01-31, UTC).");
    private readonly Option<string?> _until = One("--until", "DATE", "The keys added count until this day begins.");
    private readonly Option<string[]> _removed = Many("--remove", "NAME", "A key that counts no more (repeatable).");
    private readonly Option<string[]> _revoked = Many(
        "--revoke",
        "NAME",
        "A key of the list, or the file of any other, that counts no more, however it is named (repeatable)."
    );
    private readonly Option<string?> _reason = One("--reason", "TEXT", "Why; it is shown where a bundle is refused.");
    private readonly Option<string?> _expires = One("--expires", "TIME", "How long the list is good for (90d, 12w; default: 365d).");

    public void AddTo(Command command)
    {
        foreach (
            var option in (Option[])
                [_roots, _removedRoots, _threshold, _added, _products, _platforms, _from, _until, _removed, _revoked, _reason, _expires]
        )
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (
                result.GetValue(_added) is not { Length: > 0 }
                && ((Option[])[_products, _platforms, _from, _until]).Any(option => result.GetResult(option) is not null)
            )
            {
                result.AddError("--product, --platform, --from and --until go with --add.");
            }

            if (result.GetValue(_reason) is not null && result.GetValue(_revoked) is not { Length: > 0 })
            {
                result.AddError("--reason goes with --revoke.");
            }
        });
    }

    /// <summary>Null for the default.</summary>
    /// <exception cref="UserError">It is no length of time.</exception>
    public TimeSpan? ReadLifetime(Invocation call) => call.Get(_expires) is { } text ? AgeText.Parse(text, "--expires") : null;

    /// <exception cref="UserError">A key cannot be read, or a name is none of the list's.</exception>
    public KeyList Apply(Invocation call, KeyList list, DateTimeOffset now)
    {
        var scope = new KeyScope(call.Get(_products) ?? [], call.Get(_platforms) ?? []);
        var (from, until) = (ReadDate(call, _from), ReadDate(call, _until));
        var revoked = (call.Get(_revoked) ?? []).Select(name => new RevokedKey(KeyOf(call, list, name), now, call.Get(_reason))).ToList();
        var gone = (call.Get(_removed) ?? []).Select(name => Named(list.Keys.Select(listed => listed.Key), name).Fingerprint);
        var left = gone.Concat(revoked.Select(key => key.Key.Fingerprint)).ToHashSet(StringComparer.Ordinal);
        var leftRoots = (call.Get(_removedRoots) ?? [])
            .Select(name => Named(list.Roots, name).Fingerprint)
            .ToHashSet(StringComparer.Ordinal);
        return list with
        {
            Threshold = call.Get(_threshold) ?? list.Threshold,
            Roots = [.. list.Roots.Where(root => !leftRoots.Contains(root.Fingerprint)), .. ReadKeys(call, _roots)],
            Keys =
            [
                .. list.Keys.Where(listed => !left.Contains(listed.Key.Fingerprint)),
                .. ReadKeys(call, _added).Select(key => new ListedKey(key.With(scope), from, until)),
            ],
            Revoked = [.. list.Revoked, .. revoked.ExceptBy(list.Revoked.Select(old => old.Key.Fingerprint), key => key.Key.Fingerprint)],
        };
    }

    private static TrustedKey KeyOf(Invocation call, KeyList list, string name) =>
        list.Keys.Select(listed => listed.Key).FirstOrDefault(key => key.Name == name) is { } listed
            ? listed.With(KeyScope.Everything)
            : ReadKey(call, name);

    private static TrustedKey Named(IEnumerable<TrustedKey> keys, string name) =>
        keys.FirstOrDefault(key => key.Name == name)
        ?? throw UserError.Usage($"No key of the list is called '{name}'.", "'wsm keys show' lists them.");

    private static IEnumerable<TrustedKey> ReadKeys(Invocation call, Option<string[]> option) =>
        (call.Get(option) ?? []).Select(file => ReadKey(call, file));

    /// <summary>In the list a key is called like its file.</summary>
    private static TrustedKey ReadKey(Invocation call, string file) =>
        PublicKeyFile.Read(call.Context.PathOf(file), file).Called(Path.GetFileName(file));

    private static DateTimeOffset? ReadDate(Invocation call, Option<string?> option)
    {
        if (call.Get(option) is not { } text)
        {
            return null;
        }

        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)
            : throw UserError.Usage($"{option.Name} '{text}' is no date.", "Write it as 2027-01-31.");
    }

    private static Option<string[]> Many(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName };

    private static Option<string?> One(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName };
}
