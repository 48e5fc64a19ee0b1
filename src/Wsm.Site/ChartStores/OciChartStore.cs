using Wsm.Helm.Charts;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Product.Failures;

namespace Wsm.Site.ChartStores;

/// <summary>Charts as artifacts of a registry: <c>oci://HOST/path/NAME:VERSION</c>.</summary>
internal sealed class OciChartStore(RegistryClient client, string registry, string path) : IChartStore
{
    public string LocationOf(ChartMetadata chart) => $"oci://{registry}/{NameOf(path, chart.Name)}:{ChartArchive.TagOf(chart)}";

    public async Task<string?> FindAsync(ChartMetadata chart, CancellationToken cancellationToken)
    {
        var repository = RepositoryOf(chart);
        if (await repository.FindManifestAsync(ChartArchive.TagOf(chart), cancellationToken) is null)
        {
            return null;
        }
        // Something that is not a chart answers to the tag: the empty digest matches nothing.
        return ChartManifest.ArchiveOf(await repository.GetManifestAsync(ChartArchive.TagOf(chart), cancellationToken)) ?? "";
    }

    public async Task<ChartOutcome> PutAsync(ChartArchive chart, bool force, CancellationToken cancellationToken)
    {
        var (held, _) = await this.AskAsync(chart.Metadata, cancellationToken);
        var repository = RepositoryOf(chart.Metadata);
        var tag = ChartArchive.TagOf(chart.Metadata);
        var made = ChartManifest.Of(chart);

        // However it was pushed, by whichever Helm: the archive is what counts, unless more than the archive is to be there.
        if (held == chart.Sha256 && made.IsKeptBy(await repository.GetManifestAsync(tag, cancellationToken), chart))
        {
            return ChartOutcome.Present;
        }

        if (held is not null && held != chart.Sha256 && !force)
        {
            return ChartOutcome.Differs;
        }

        foreach (var (blob, content) in made.Blobs)
        {
            await repository.UploadBlobAsync(blob, (offset, _) => Read(content, offset), null, cancellationToken);
        }

        try
        {
            await repository.PutManifestAsync(made.Manifest, tag, cancellationToken);
            return ChartOutcome.Pushed;
        }
        catch (RegistryException kept) when (held == chart.Sha256 && kept.Problem == RegistryProblem.TagImmutable)
        {
            return ChartOutcome.Present;
        }
    }

    public UserError? RefusalOf(ChartMetadata chart) => RefusalOf(registry, path, chart.Name, chart.Version);

    /// <summary>Why helm, too, would not find a chart there; null where it would.</summary>
    /// <param name="address"><c>oci://HOST/path</c>.</param>
    public static UserError? RefusalOf(string address, string name, string version)
    {
        var (registry, path) = Split(address);
        return RefusalOf(registry, path, name, version);
    }

    /// <summary>Host and path of <c>oci://HOST/path</c>.</summary>
    /// <exception cref="UserError">It is no such address.</exception>
    internal static (string Registry, string Path) Split(string address)
    {
        var bare = (address.StartsWith("oci://", StringComparison.OrdinalIgnoreCase) ? address[6..] : address).TrimEnd('/');
        if (!ImageReference.TryParse(bare + "/x", out var probe, out var problem))
        {
            throw UserError.Usage($"--charts '{address}' is not a registry address: {problem}", "Write oci://HOST[:PORT][/path].");
        }

        if (!bare.StartsWith(probe.Registry, StringComparison.Ordinal))
        {
            throw UserError.Usage($"--charts '{address}' does not begin with a registry's host.", "Write oci://HOST[:PORT][/path].");
        }

        return (probe.Registry, probe.Repository.Length == 1 ? "" : probe.Repository[..^2]);
    }

    /// <summary>Names of repositories are in small letters; charts may be called otherwise.</summary>
    /// <param name="path">Of the store in the registry; may be empty.</param>
    private static UserError? RefusalOf(string registry, string path, string chart, string version)
    {
        var name = NameOf(path, chart);
        return
            ImageReference.TryParse($"{registry}/{name}:{ChartArchive.TagOf(chart)}", out var reference, out var problem)
            && reference.Repository == name
            ? null
            : new UserError(
                $"the chart '{chart}' {version} cannot be kept in a registry: {problem ?? $"'{name}' is not the name of a repository"}",
                "helm refuses it there, too. A chart repository (an https:// address) or a folder takes it."
            );
    }

    public async Task<bool> TryWriteRightAsync(ChartMetadata chart, CancellationToken cancellationToken)
    {
        await RepositoryOf(chart).CheckPushAsync(cancellationToken);
        return true;
    }

    private Repository RepositoryOf(ChartMetadata chart) =>
        RefusalOf(chart) is { } refusal ? throw refusal : client.GetRepository(registry, NameOf(path, chart.Name));

    private static string NameOf(string path, string chart) => path.Length == 0 ? chart : $"{path}/{chart}";

    private static Task<Stream> Read(ReadOnlyMemory<byte> bytes, long offset) =>
        Task.FromResult<Stream>(new MemoryStream(bytes[(int)offset..].ToArray(), writable: false));
}
