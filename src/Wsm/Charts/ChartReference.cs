using Wsm.Oci.References;

namespace Wsm.Charts;

/// <summary>Understands how people and catalogs name charts.</summary>
public static class ChartReference
{
    private const string OciScheme = "oci://";

    /// <summary>What <c>--chart</c> takes: a folder, an archive, <c>oci://…</c>, or <c>NAME@REPOSITORY-URL</c>.</summary>
    /// <param name="version">A version or range, for the forms that have versions; null for the newest.</param>
    /// <exception cref="UserError">The text is none of them.</exception>
    public static ChartRequest Parse(string text, string? version, string currentDirectory)
    {
        if (version is not null && !VersionRange.TryParse(version, out _, out var problem))
        {
            throw UserError.Usage($"'{version}' is not a version or a range of versions: {problem}.");
        }

        if (text.Length == 0)
        {
            throw UserError.Usage(
                "The chart's name is empty.",
                "A chart is a folder, a .tgz file, oci://HOST/PATH, or NAME@https://REPOSITORY."
            );
        }

        if (text.StartsWith(OciScheme, StringComparison.Ordinal))
        {
            return ParseOci(text[OciScheme.Length..], version, out var fault) ?? throw UserError.Usage($"{fault}.");
        }

        if (text.IndexOf('@') is > 0 and var at && text[(at + 1)..].Contains("://", StringComparison.Ordinal))
        {
            var name = text[..at];
            if (!IsChartName(name))
            {
                throw UserError.Usage($"'{name}' is not a chart name.");
            }

            return FromRepository(text[(at + 1)..], name, version ?? "*", out var fault) ?? throw UserError.Usage($"{fault}.");
        }

        var path = Path.GetFullPath(text, currentDirectory);
        if (File.Exists(path) && Path.GetExtension(path) is ".yaml" or ".yml")
        {
            throw UserError.Usage(
                $"{text} is a YAML file and no chart.",
                "Values go to -f, a catalog to --catalog; a chart is a folder with a Chart.yaml, or a .tgz file."
            );
        }

        return File.Exists(path) || Directory.Exists(path)
            ? new LocalChart(path)
            : throw UserError.Usage($"There is no chart {text}.", Hint(text));
    }

    /// <summary>What to write instead of what helm's users, and hasty ones, write.</summary>
    private static string Hint(string text)
    {
        if (text.Contains("://", StringComparison.Ordinal))
            return "A chart at an address of its own is fetched first (curl -O), and given as a file; in a repository it is NAME@https://REPOSITORY.";
        if (text.IndexOf('@') is > 0 and var at)
            return $"Did you mean {text[..at]}@https://{text[(at + 1)..]}?";
        if (text.Split('/') is [{ Length: > 0 } repository, var name] && IsChartName(repository) && IsChartName(name))
            return $"A name of helm's is not known here: write {name}@https://REPOSITORY ('helm repo list' tells the address of {repository}), oci://HOST/PATH, a folder or a .tgz file.";
        return "A chart is a folder, a .tgz file, oci://HOST/PATH, or NAME@https://REPOSITORY.";
    }

    /// <summary>A chart by its repository's address, classic or <c>oci://</c>; null with a reason when that is no address.</summary>
    public static ChartRequest? FromRepository(string repository, string name, string version, out string? fault)
    {
        if (repository.StartsWith(OciScheme, StringComparison.Ordinal))
        {
            return ParseOci($"{repository[OciScheme.Length..].TrimEnd('/')}/{name}", version, out fault);
        }

        if (Uri.TryCreate(repository, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0)
        {
            fault = null;
            return new RepositoryChart(url, name, version);
        }

        fault = $"'{Redacted(repository)}' is not the address of a chart repository (http://, https:// or oci://, without credentials)";
        return null;
    }

    /// <summary>A chart by its whole address in a registry, <c>oci://…</c>; null with a reason when that is none.</summary>
    public static ChartRequest? FromOci(string address, string? version, out string? fault) =>
        ParseOci(address[OciScheme.Length..], version, out fault);

    /// <summary>Whether a text can be a chart's name, and so part of a file name.</summary>
    public static bool IsChartName(string text) =>
        text.Length is > 0 and <= 250 && text[0] != '.' && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static OciChart? ParseOci(string text, string? version, out string? fault)
    {
        if (!ImageReference.TryParse(text, out var reference, out var problem))
        {
            fault = $"'{OciScheme}{Redacted(text)}' is not a chart in a registry: {problem}";
            return null;
        }

        if (!text.StartsWith(reference.Registry, StringComparison.Ordinal))
        {
            fault = $"'{OciScheme}{text}' names no registry; write oci://HOST/PATH";
            return null;
        }

        var tagged = reference.Tag is not null && text.EndsWith($":{reference.Tag}", StringComparison.Ordinal);
        if ((tagged || reference.Digest is not null) && version is not null and not "*")
        {
            fault = $"'{OciScheme}{text}' names a version, and so does the option; give one of them";
            return null;
        }

        fault = null;
        var wanted = reference.Digest?.ToString() ?? (tagged ? reference.Tag!.Replace('_', '+') : version ?? "*");
        return new OciChart(reference.Name, wanted);
    }

    private static string Redacted(string address) =>
        address.IndexOf('@') is > 0 and var at && address.LastIndexOf('/', at) is var slash
            ? $"{address[..(slash + 1)]}…{address[at..]}"
            : address;
}
