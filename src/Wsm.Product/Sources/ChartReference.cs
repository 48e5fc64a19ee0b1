using Wsm.Helm.Versions;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Product.Sources;

/// <summary>Understands how people and catalogs name charts.</summary>
public static class ChartReference
{
    private const string OciScheme = "oci://";
    private const string VersionHint = "A version is 1.2.3; a range is written as helm writes it: ^1.2, 1.x, '>=1.2 <3'.";

    /// <summary>
    /// What <c>--chart</c> takes: a folder, an archive or its address, <c>oci://…</c>, or <c>NAME@REPOSITORY-URL</c>.
    /// </summary>
    /// <param name="version">A version or range, for the forms that have versions; null for the newest.</param>
    /// <exception cref="UserError">The text is none of them.</exception>
    public static ChartRequest Parse(string text, string? version, string currentDirectory)
    {
        if (version is not null && !VersionConstraint.TryParse(version, out _))
        {
            throw UserError.Usage($"'{version}' is not a version or a range of versions.", VersionHint);
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
            if (!ChartName.IsValid(name))
            {
                throw UserError.Usage($"'{name}' is not a chart name.");
            }

            return FromRepository(text[(at + 1)..], name, version ?? "*", out var fault) ?? throw UserError.Usage($"{fault}.");
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return version is null && address.UserInfo.Length == 0
                ? new AddressChart(address)
                : throw UserError.Usage(
                    version is null
                        ? "The address of a chart must not contain a user name or a password."
                        : "An archive's address has one version only.",
                    version is null ? "Log in first." : "A chart in a repository is NAME@https://REPOSITORY."
                );
        }

        var path = Path.GetFullPath(text, currentDirectory);
        if (File.Exists(path) && Path.GetExtension(path) is ".yaml" or ".yml")
        {
            throw UserError.Usage(
                $"{text} is a YAML file, not a chart.",
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
        {
            return "A chart at a URL of its own is downloaded first (curl -O), and given as a file; in a repository it is "
                + "NAME@https://REPOSITORY.";
        }

        if (text.IndexOf('@') is > 0 and var at)
        {
            return $"Did you mean {text[..at]}@https://{text[(at + 1)..]}?";
        }

        if (text.Split('/') is [{ Length: > 0 } repository, var name] && ChartName.IsValid(repository) && ChartName.IsValid(name))
        {
            return $"helm's repository names are not known here: write {name}@https://REPOSITORY ('helm repo list' shows the address of "
                + $"{repository}), oci://HOST/PATH, a folder or a .tgz file.";
        }

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

        var wanted = reference.Digest?.ToString() ?? (tagged ? reference.Tag!.Replace('_', '+') : version ?? "*");
        if (reference.Digest is null && !VersionConstraint.TryParse(wanted, out _))
        {
            fault = $"'{OciScheme}{text}' has the tag '{reference.Tag}', which is not a version, and charts are taken by version or digest";
            return null;
        }

        fault = null;
        return new OciChart(reference.Name, wanted);
    }

    private static string Redacted(string address) =>
        address.IndexOf('@') is > 0 and var at && address.LastIndexOf('/', at) is var slash
            ? $"{address[..(slash + 1)]}…{address[at..]}"
            : address;
}
