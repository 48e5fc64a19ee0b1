using System.Text.Json;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Toml;
using Wsm.Oci.Registry.Origins;
using Wsm.Product.Failures;

namespace Wsm.Product.Sources;

/// <summary>The mirrors that a machine's podman, skopeo or docker is told to fetch from.</summary>
public static class RegistriesConf
{
    /// <summary>The rules of a <c>registries.conf</c> (version 2): mirrors first, then what takes a registry's place.</summary>
    /// <remarks>https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md</remarks>
    /// <exception cref="UserError">It cannot be read.</exception>
    public static IReadOnlyList<OriginRule> Read(string text, string shownAs)
    {
        MapValue root;
        try
        {
            root = TomlReader.Read(text);
        }
        catch (TomlException broken)
        {
            throw new UserError($"{shownAs} cannot be read: {broken.Message}", kind: FailureKind.Usage, cause: broken);
        }

        // The longest prefix decides, whatever the order in the file is.
        return
        [
            .. Tables(root, "registry")
                .OrderByDescending(table => (Text(table, "prefix") ?? Text(table, "location") ?? "").Length)
                .SelectMany(table => Rules(table, shownAs)),
        ];
    }

    /// <summary>Docker's <c>registry-mirrors</c>, which are mirrors of Docker Hub alone.</summary>
    /// <exception cref="UserError">It cannot be read.</exception>
    public static IReadOnlyList<OriginRule> ReadDocker(string json, string shownAs)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return
                document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("registry-mirrors", out var mirrors)
                && mirrors.ValueKind == JsonValueKind.Array
                ? [.. mirrors.EnumerateArray().Select(mirror => mirror.GetString()).OfType<string>().Select(mirror => Hub(mirror, shownAs))]
                : [];
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new UserError($"{shownAs} cannot be read: {broken.Message}", kind: FailureKind.Usage, cause: broken);
        }
    }

    private static OriginRule Hub(string mirror, string shownAs)
    {
        var place = Uri.TryCreate(mirror, UriKind.Absolute, out var address) ? address.Authority + address.AbsolutePath : mirror;
        return Make("docker.io/*", $"{place.TrimEnd('/')}/*", shownAs, goesOn: true);
    }

    private static IEnumerable<OriginRule> Rules(MapValue table, string shownAs)
    {
        var location = Text(table, "location");
        if ((Text(table, "prefix") ?? location) is not { } prefix)
        {
            yield break;
        }

        foreach (var mirror in Tables(table, "mirror"))
        {
            bool? onlyWithDigest = (table["mirror-by-digest-only"].Data, Text(mirror, "pull-from-mirror")) switch
            {
                (true, _) or (_, "digest-only") => true,
                (_, "tag-only") => false,
                _ => null,
            };
            foreach (var (from, to) in Text(mirror, "location") is { } place ? Names(prefix, place) : [])
            {
                yield return Make(from, to, shownAs, goesOn: true, onlyWithDigest);
            }
        }

        if (location is not null && location != prefix)
        {
            foreach (var (from, to) in Names(prefix, location))
            {
                yield return Make(from, to, shownAs);
            }
        }
    }

    /// <summary>A prefix is a host, the beginning of a path, or a whole name.</summary>
    private static IEnumerable<(string From, string To)> Names(string prefix, string place)
    {
        if (prefix.Contains('/', StringComparison.Ordinal))
        {
            yield return (prefix, place);
        }

        yield return ($"{prefix}/*", $"{place.TrimEnd('/')}/*");
    }

    private static OriginRule Make(string pattern, string target, string shownAs, bool goesOn = false, bool? onlyWithDigest = null)
    {
        try
        {
            return pattern.StartsWith("*.", StringComparison.Ordinal)
                ? OriginRule.ForSubdomains(pattern[2..].TrimEnd('*').TrimEnd('/'), target.TrimEnd('*').TrimEnd('/'), goesOn, onlyWithDigest)
                : OriginRule.Create(pattern, target, goesOn, onlyWithDigest);
        }
        catch (FormatException wrong)
        {
            throw new UserError(
                $"{shownAs} has a rule for {pattern} that cannot be followed: {wrong.Message}",
                kind: FailureKind.Usage,
                cause: wrong
            );
        }
    }

    private static IEnumerable<MapValue> Tables(MapValue map, string key) =>
        (map[key].Data as ListValue)?.Items.Select(item => item.Data).OfType<MapValue>() ?? [];

    private static string? Text(MapValue map, string key) => map[key].Data is string { Length: > 0 } text ? text : null;
}
