using Wsm.Helm.Rendering;
using Wsm.Product.Failures;
using Wsm.Product.Manifests;

namespace Wsm.Product.Kustomizing;

/// <summary>What a set of manifests brings into a cluster.</summary>
public static class BuiltManifests
{
    /// <summary>The documents: of plain files as they stand, of a kustomization as it is built.</summary>
    /// <exception cref="UserError">A file cannot be read, or the kustomization cannot be built or followed.</exception>
    public static IReadOnlyList<RenderedDocument> Of(ManifestSet set)
    {
        if (set.Kustomization is not { } folder)
        {
            return [.. set.Files.SelectMany(ManifestDocuments.Of)];
        }

        var texts = set.Files.ToDictionary(file => file.Path, file => file.Text, StringComparer.Ordinal);
        var files = new KustomizeFiles(
            texts.GetValueOrDefault,
            path => path.Length == 0 || texts.Keys.Any(file => file.StartsWith(path + "/", StringComparison.Ordinal)),
            new Dictionary<string, string>(),
            ""
        );
        try
        {
            return new KustomizationBuilder(files).Build(folder);
        }
        catch (AddressNotFetchedException missing)
        {
            // Whoever took the kustomization up has put what it names at addresses beside it.
            throw new UserError($"The kustomization of {set.Source} lacks {missing.Address}.", cause: missing);
        }
    }
}
