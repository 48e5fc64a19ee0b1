using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Oci.Files;
using Wsm.Oci.Models;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Trust;

/// <summary>
/// Remembers the newest bundle of each product that was used here, and refuses older ones: who can bring bundles in can also bring one in
/// again whose faults are known by now, with all its signatures.
/// </summary>
/// <param name="places">Files that are read; what is new is written into the first that can be written.</param>
public sealed class SeenBundles(IReadOnlyList<string> places)
{
    public const string FileName = ".wsm-seen.json";

    private const long LargestFile = 4 << 20;

    /// <summary>A clock may be a little slow, and time zones be mixed up.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromDays(1);

    /// <param name="bundle">The bundle as the person knows it.</param>
    /// <param name="variant">What the bundle is one of: the product's name and platforms.</param>
    /// <param name="now">This machine's clock.</param>
    /// <param name="allowOlder">Say what is wrong, and go on.</param>
    /// <param name="warn">Told what the person should know.</param>
    /// <exception cref="UserError">It is an older one, or one that was to be used until some day past; or the memory cannot be
    /// read.</exception>
    public void Require(string bundle, string variant, Vouching vouching, DateTimeOffset now, bool allowOlder, Action<string> warn)
    {
        var seen = Read();
        foreach (var problem in Problems(bundle, variant, vouching, seen, now))
        {
            if (!allowOlder)
            {
                throw new UserError(problem, RemedyKind.AllowOlder, FailureKind.Incomplete);
            }

            warn(problem);
        }

        if (vouching.Statement is { } statement && now + Tolerance < statement.SignedAt)
        {
            warn($"The clock of this machine says {now:yyyy-MM-dd}, and '{bundle}' was signed on {statement.SignedAt:yyyy-MM-dd}.");
        }
    }

    /// <summary>From now on, older ones are refused.</summary>
    /// <param name="warn">Told when that cannot be written down.</param>
    /// <exception cref="UserError">The memory cannot be read.</exception>
    public void Remember(string variant, Vouching vouching, Action<string> warn)
    {
        if (vouching.Statement is not { } statement)
        {
            return;
        }

        var seen = Read();
        var news = vouching
            .SaidBy.Where(key => Of(seen, variant, key) is not { } known || known.Serial < statement.Serial)
            .Select(key => new SeenBundle(variant, key.Fingerprint, statement.Serial, statement.SignedAt))
            .ToList();
        if (news.Count > 0)
        {
            Write([.. seen.Where(old => !news.Exists(item => item.Variant == old.Variant && item.Key == old.Key)), .. news], warn);
        }
    }

    private static IEnumerable<string> Problems(
        string bundle,
        string variant,
        Vouching vouching,
        IReadOnlyList<SeenBundle> seen,
        DateTimeOffset now
    )
    {
        if (vouching.Statement is not { } statement)
        {
            var newest = vouching.Signers.Select(key => Of(seen, variant, key)).OfType<SeenBundle>().MaxBy(known => known.Serial);
            if (newest is not null)
            {
                yield return $"The signature of the bundle '{bundle}' does not say how old it is, and one of {Shown(newest)} that says so "
                    + "was used here.";
            }

            yield break;
        }

        if (
            vouching.SaidBy.Select(key => Of(seen, variant, key)).OfType<SeenBundle>().MaxBy(known => known.Serial) is { } last
            && last.Serial > statement.Serial
        )
        {
            yield return $"The bundle '{bundle}' has {statement}, but one of {Shown(last)} was used here before.";
        }

        // A clock that was set back makes no bundle good again.
        var latest = seen.Select(known => known.SignedAt).Append(now).Max();
        if (statement.Expires is { } end && latest > end)
        {
            yield return $"The bundle '{bundle}' was to be used until {end:yyyy-MM-dd HH:mm} UTC, and it is {latest:yyyy-MM-dd HH:mm} UTC.";
        }
    }

    private static string Shown(SeenBundle seen) => $"serial {seen.Serial} (signed {seen.SignedAt:yyyy-MM-dd})";

    private static SeenBundle? Of(IReadOnlyList<SeenBundle> seen, string variant, TrustedKey key) =>
        seen.Where(known => known.Variant == variant && known.Key == key.Fingerprint).MaxBy(known => known.Serial);

    private List<SeenBundle> Read()
    {
        var seen = new List<SeenBundle>();
        foreach (var place in places)
        {
            try
            {
                if (GuardedFolder.Around(place).ReadAll(Path.GetFileName(place), LargestFile) is { } bytes)
                {
                    var known = JsonSerializer.Deserialize(bytes, SeenJson.Default.SeenFile)?.Bundles ?? [];
                    JsonLists.NoGaps(known, "bundles");
                    seen.AddRange(known);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or FormatException)
            {
                throw new UserError(
                    $"{place}, which says which bundles were used here, cannot be read: {error.Message}",
                    "Until it can, a bundle may be older than one that was used. Repair it; without the file everything counts as new.",
                    FailureKind.Usage,
                    error
                );
            }
        }

        return seen;
    }

    private void Write(IReadOnlyList<SeenBundle> seen, Action<string> warn)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(
            new SeenFile([.. seen.OrderBy(item => item.Variant, StringComparer.Ordinal)]),
            SeenJson.Default.SeenFile
        );
        foreach (var place in places)
        {
            try
            {
                AtomicFile.Write(place, [.. bytes, (byte)'\n'], new AtomicFileOptions { Shared = true });
                return;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The next place will do; that there is none is said below.
            }
        }

        if (places.Count > 0)
        {
            warn($"That this bundle was used cannot be remembered: neither {string.Join(" nor ", places)} can be written.");
        }
    }
}

/// <summary>The newest bundle of a kind that was used.</summary>
/// <param name="Variant">The product's name and platforms.</param>
/// <param name="Key">The signer's fingerprint.</param>
internal sealed record SeenBundle(string Variant, string Key, long Serial, DateTimeOffset SignedAt);

internal sealed record SeenFile(IReadOnlyList<SeenBundle> Bundles);

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(SeenFile))]
internal sealed partial class SeenJson : JsonSerializerContext;
