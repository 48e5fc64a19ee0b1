using System.Net;
using Wsm.Caching;
using Wsm.Catalogs;
using Wsm.Oci.Credentials;
using Wsm.Oci.Registry;

namespace Wsm.Charts;

/// <summary>Charts of classic repositories: an <c>index.yaml</c>, and archives that it names.</summary>
/// <remarks>https://helm.sh/docs/topics/chart_repository/</remarks>
public sealed class RepositoryCharts(DocumentClient web, ICredentialSource credentials, ContentCache cache, bool offline) : IChartSource
{
    private const int LargestIndex = 128 * 1024 * 1024;

    public async Task<ResolvedChart> FetchAsync(ChartRequest request, CancellationToken cancellationToken)
    {
        var chart = (RepositoryChart)request;
        if (chart.Sha256 is { } pinned && cache.Find(pinned) is { } known)
        {
            return FetchedChart.Check(known, Shown(chart.Repository, $"{chart.Name}-{chart.Version}.tgz"), pinned, chart.Name);
        }

        var credential = await CredentialAsync(chart, cancellationToken).ConfigureAwait(false);
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

        return FetchedChart.Check(archive, Shown(address), chart.Sha256 ?? entry.Sha256, chart.Name, entry.Version);
    }

    /// <summary>The exact text first, as a version may carry build metadata; otherwise the highest in the range.</summary>
    private static IndexEntry Choose(IReadOnlyList<IndexEntry> entries, RepositoryChart chart, string repository)
    {
        if (entries.Count == 0)
        {
            throw new UserError(
                $"The chart repository {repository} has no chart '{chart.Name}'.",
                "Check the chart's name; 'helm search repo' shows what a repository has."
            );
        }

        return entries.FirstOrDefault(entry => entry.Version == chart.Version)
            ?? Versions.Highest(entries, entry => entry.Version, VersionRange.Parse(chart.Version))
            ?? throw new UserError(
                $"The chart repository {repository} has no version of '{chart.Name}' in '{chart.Version}'; the newest there is {Versions.Highest(entries, entry => entry.Version, VersionRange.Parse(">=0-0"))?.Version ?? "unknown"}.",
                "Pre-releases are taken only when the range names one."
            );
    }

    private static Uri Resolve(IndexEntry entry, Uri repository, string index) =>
        entry.Url is { } written && Uri.TryCreate(Below(repository, ""), written, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new UserError(
                $"{index} gives no usable address for version {entry.Version} of the chart.",
                "The repository's index is broken; tell the one who keeps it."
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

    private async Task<Credential?> CredentialAsync(RepositoryChart chart, CancellationToken cancellationToken) =>
        chart.Credential is { } given
            ? Credential.Basic(given.Username, given.Password)
            : await credentials.FindAsync(chart.Repository.Authority, null, cancellationToken).ConfigureAwait(false);

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
