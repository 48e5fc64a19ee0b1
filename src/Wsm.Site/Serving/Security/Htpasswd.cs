using System.Globalization;
using System.Text;
using Wsm.Helm.Templates.Functions.Secrets;
using Wsm.Product.Failures;

namespace Wsm.Site.Serving.Security;

/// <summary>
/// Users and their password hashes, as <c>htpasswd -B</c> writes them. Only bcrypt: the other kinds are broken or as good as plain text.
/// </summary>
public sealed class Htpasswd
{
    /// <summary>The highest cost of any user: everybody's answer takes as long, so that the time does not tell who exists.</summary>
    private readonly int _cost;
    private readonly string _decoy;
    private readonly Dictionary<string, string> _hashes;

    private Htpasswd(Dictionary<string, string> hashes)
    {
        _hashes = hashes;
        _cost = hashes.Values.Max(CostOf);
        _decoy = hashes.Values.First();
    }

    /// <exception cref="UserError">The file is missing or holds something else.</exception>
    public static Htpasswd Read(string path)
    {
        if (!File.Exists(path))
        {
            throw UserError.Usage($"There is no file {path}.", $"'htpasswd -B -c {path} USER' makes one.");
        }

        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        var lines = File.ReadAllLines(path);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
            {
                throw UserError.Usage($"{path}, line {i + 1}: expected USER:HASH.");
            }

            var (user, hash) = (line[..colon], line[(colon + 1)..]);
            if (!Bcrypt.IsHash(hash))
            {
                throw UserError.Usage(
                    $"{path}, line {i + 1}: the password of '{user}' is not hashed with bcrypt.",
                    $"'htpasswd -B {path} {user}' does that."
                );
            }

            if (!hashes.TryAdd(user, hash))
            {
                throw UserError.Usage($"{path}, line {i + 1}: '{user}' is there twice.");
            }
        }
        return hashes.Count > 0
            ? new Htpasswd(hashes)
            : throw UserError.Usage($"{path} names no user.", $"'htpasswd -B {path} USER' adds one.");
    }

    /// <summary>Slow by design.</summary>
    public bool Verify(string user, string password)
    {
        var known = _hashes.TryGetValue(user, out var hash);
        var bytes = Encoding.UTF8.GetBytes(password);
        var fits = Bcrypt.Verify(bytes, hash ?? WithCost(_decoy, _cost));

        // Each step up doubles the work: what a cheap hash saved is made up for.
        for (var cost = known ? CostOf(hash!) : _cost; cost < _cost; cost++)
        {
            _ = Bcrypt.Verify(bytes, WithCost(_decoy, cost));
        }

        return fits && known;
    }

    /// <summary>Of <c>$2y$10$…</c>.</summary>
    private static int CostOf(string hash) => int.Parse(hash.AsSpan(4, 2), CultureInfo.InvariantCulture);

    private static string WithCost(string hash, int cost) => $"{hash[..4]}{cost.ToString("00", CultureInfo.InvariantCulture)}{hash[6..]}";
}
