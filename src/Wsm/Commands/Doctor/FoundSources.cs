using Wsm.CommandLine;
using Wsm.Oci.Registry.Options;
using Wsm.Product.Caching;
using Wsm.Product.Catalogs;
using Wsm.Product.Channels;
using Wsm.Product.Failures;
using Wsm.Product.Resolving;

namespace Wsm.Commands.Doctor;

/// <summary>
/// The registries that no catalog names, and that a download asks all the same: those of the images that the charts name.
/// </summary>
internal static class FoundSources
{
    /// <summary>With a finding where they cannot be told.</summary>
    public static async Task<(IReadOnlyList<Source> Sources, DoctorFinding? Problem)> FindAsync(
        Catalog catalog,
        Uri? channel,
        RegistryOptions options,
        Invocation call,
        CancellationToken cancellationToken
    )
    {
        using var sources = new CatalogSources(
            options,
            new ChannelOptions { Override = channel },
            new ContentCache(ContentCache.StandardFolder(call.Context.Variable), call.Console.Detail),
            whole: false,
            call.Console.Detail
        );
        try
        {
            var set = (await sources.ResolverFor(call).ResolveAsync(catalog, new ResolveOptions(), cancellationToken)).Complete();
            return (
                [.. set.Images.Select(image => image.Reference.Registry).Distinct().Select(host => Source.Registry(host, "images"))],
                null
            );
        }
        catch (UserError unknown)
        {
            return (
                [],
                new DoctorFinding(
                    "images",
                    Severity.Warning,
                    $"from which registries they come cannot be told: {unknown.Message}",
                    unknown.Hint ?? "'wsm list' says more."
                )
            );
        }
    }
}
