using System.Net;
using Wsm.Helm.Versions;
using Wsm.Oci.Credentials;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Product.Caching;
using Wsm.Product.Failures;

namespace Wsm.Product.Sources;

/// <summary>Charts of classic repositories: an <c>index.yaml</c>, and archives that it names.</summary>
/// <param name="provenance">Where the signed message beside an archive is looked for; null where nobody wants it.</param>
/// <param name="warn">Told of versions in an index that cannot be read.</param>
/// <remarks>https://helm.sh/docs/topics/chart_repository/</remarks>
public sealed class RepositoryCharts(
    DocumentClient web,
    ContentCache cache,
    bool offline,
    PublishedProvenance? provenance,
    Action<string> warn
) : IChartSource
{
    private const int LargestIndex = 128 * 1024 * 1024;

    public async Task<ResolvedChart> FetchAsync(ChartRequest request, CancellationToken cancellationToken)
    {
        var chart = (RepositoryChart)request;
        if (provenance is null && chart.Sha256 is { } pinned && cache.Find(pinned) is { } known)
        {
            return FetchedChart.Check(known, Shown(chart.Repository, $"{chart.Name}-{chart.Version}.tgz"), pinned, chart.Name);
        }

        var credential = chart.Credential is { } given ? Credential.Basic(given.Username, given.Password) : null;
        var indexAddress = Below(chart.Repository, "index.yaml");
        var index = await ReadAsync(indexAddress, credential, LargestIndex, cancellationToken).ConfigureAwait(false);
        var entries = RepositoryIndex.Read(index, chart.Name, Shown(indexAddress));
        var entry = Choose(entries, chart, Shown(chart.Repository));
        var address = Resolve(entry, chart.Repository, Shown(indexAddress));
        var archive = entry.Sha256 is { } digest ? cache.Find(digest) : null;
        if (archive is null)
        {
            var own = SameOrigin(address, chart.Repository) ? credential : null;
            archive = await ReadAsync(address, own, FetchedChart.LargestArchive, cancellationToken).ConfigureAwait(false);
        }

        var fetched = FetchedChart.Check(archive, Shown(address), chart.Sha256 ?? entry.Sha256, chart.Name, entry.Version);
        return provenance is null
            ? fetched
            : fetched.With(
                await provenance
                    .FindAsync(address, SameOrigin(address, chart.Repository) ? credential : null, cancellationToken)
                    .ConfigureAwait(false)
            );
    }

    /// <summary>The exact text first, as a version may carry build metadata; otherwise the highest in the range.</summary>
    private IndexEntry Choose(IReadOnlyList<IndexEntry> entries, RepositoryChart chart, string repository)
    {
        if (entries.Count == 0)
        {
            throw new UserError(
                $"The chart repository {repository} has no chart '{chart.Name}'.",
                "Check the chart's name; 'helm search repo' shows what a repository has."
            );
        }

        var versions = new VersionedItems<IndexEntry>(entries, entry =>
            SemanticVersion.TryParse(entry.Version, out var version) ? version : null
        );
        if (versions.Unread.Count > 0)
        {
            warn(
                $"the index of {repository} has versions of '{chart.Name}' that cannot be read and were passed over: "
                    + $"{Names.Of([.. versions.Unread.Select(entry => entry.Version)])}"
            );
        }

        return entries.FirstOrDefault(entry => entry.Version == chart.Version)
            ?? versions.Highest(VersionConstraint.Parse(chart.Version))
            ?? throw new UserError(
                $"The chart repository {repository} has no version of '{chart.Name}' in '{chart.Version}'; the newest there "
                    + $"is {versions.Highest(VersionConstraint.Any)?.Version ?? "unknown"}.",
                "Pre-releases are taken only when the range names one."
            );
    }

    private static Uri Resolve(IndexEntry entry, Uri repository, string index) =>
        entry.Url is { } written && Uri.TryCreate(Below(repository, ""), written, out var address) && address.Scheme is "http" or "https"
            ? WithQueryOf(repository, address)
            : throw new UserError(
                $"{index} gives no usable address for version {entry.Version} of the chart.",
                "The repository's index is broken; report it to its maintainers."
            );

    private async Task<byte[]> ReadAsync(Uri address, Credential? credential, int most, CancellationToken cancellationToken)
    {
        var name = $"GET {Shown(address)}";
        if (offline)
        {
            return cache.FindNamed(name) ?? throw new UserError($"{Shown(address)} is not in the cache.", "Run once without --offline.");
        }

        try
        {
            var body = await web.GetAsync(address, credential, most, cancellationToken).ConfigureAwait(false);
            cache.StoreNamed(name, body);
            return body;
        }
        catch (RegistryException refused) when (refused.Status == HttpStatusCode.NotFound)
        {
            throw new UserError(
                $"There is no {Shown(address)}.",
                "Check the address of the chart repository: it is the folder that holds index.yaml.",
                cause: refused
            );
        }
    }

    /// <summary>
    /// Where a repository is read with a token in its address's query, its archives are, too; the token stays on its origin.
    /// </summary>
    private static Uri WithQueryOf(Uri repository, Uri address) =>
        repository.Query.Length > 0 && address.Query.Length == 0 && SameOrigin(repository, address)
            ? new UriBuilder(address) { Query = repository.Query }.Uri
            : address;

    private static Uri Below(Uri repository, string name)
    {
        var folder = new UriBuilder(repository) { Fragment = "" };
        folder.Path = $"{folder.Path.TrimEnd('/')}/{name}";
        return folder.Uri;
    }

    private static bool SameOrigin(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static string Shown(Uri address, string? name = null) =>
        (name is null ? address : Below(address, name)).GetLeftPart(UriPartial.Path);
}
