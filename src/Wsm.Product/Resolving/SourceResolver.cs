using System.Security.Cryptography;
using System.Text;
using Wsm.Oci.Files;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Kustomizing;
using Wsm.Product.Listing;
using Wsm.Product.Manifests;
using Wsm.Product.Sources;

namespace Wsm.Product.Resolving;

/// <summary>Finds the images that something other than a chart names.</summary>
/// <param name="environment">Variables that compose files are filled in with.</param>
public sealed class SourceResolver(SourceFiles files, Func<string, string?> environment)
{
    internal async Task<ResolvedComponent> ResolveAsync(
        CatalogComponent component,
        SourceRequest source,
        IChartImages finder,
        IReadOnlyList<ImageFieldRow> fields,
        CancellationToken cancellationToken
    )
    {
        var resolved =
            source.Kind == SourceKind.Manifests
                ? Manifests(
                    component,
                    source,
                    await files.ReadManifestsAsync(source.Place, cancellationToken).ConfigureAwait(false),
                    finder,
                    fields
                )
                : await ListedAsync(component, source, cancellationToken).ConfigureAwait(false);
        if (source.Sha256 is { } pinned && pinned != resolved.Source!.Sha256)
        {
            throw new UserError(
                $"{source.Shown} is not what it was: its digest is sha256:{resolved.Source.Sha256}, not sha256:{pinned}.",
                "Put back what was there, or take the digest out of the catalog."
            );
        }

        return resolved with
        {
            Images = ImageSet.Distinct(resolved.Images.Concat(component.Images.Select(image => CatalogResolver.Named(component, image)))),
        };
    }

    private static ResolvedComponent Manifests(
        CatalogComponent component,
        SourceRequest source,
        ManifestSet set,
        IChartImages finder,
        IReadOnlyList<ImageFieldRow> fields
    )
    {
        var documents = BuiltManifests.Of(set);
        var found = finder.Find(component.Name, documents, fields);
        return Resolved(component, source, ManifestText.Of(set), found.Images) with
        {
            Candidates = found.Candidates,
            Unreadable = found.Unreadable,
            Remarks = found.Remarks,
            OperandsUnknown = found.OperandsUnknown,
            ImageFields = fields,
            Manifests = set,
            Problems =
            [
                .. documents
                    .Where(document => document.Head.Kind.Length == 0 || document.Head.ApiVersion.Length == 0)
                    .Select(document => document.Template)
                    .Distinct()
                    .Select(file => $"{file} holds a document that is no manifest: it has no apiVersion or no kind; kubectl refuses it"),
            ],
        };
    }

    private async Task<ResolvedComponent> ListedAsync(CatalogComponent component, SourceRequest source, CancellationToken cancellationToken)
    {
        var text = await files.ReadAsync(source.Place, cancellationToken).ConfigureAwait(false);
        var name = source.Shown;
        var listed = source.Kind switch
        {
            SourceKind.ImageList => ImageList.Read(text, name),
            SourceKind.Cluster => ClusterPods.Read(text, name),
            _ => ComposeFile.Read(text, name, path => source.IsAddress ? null : Find(path), environment),
        };
        return Resolved(component, source, text, ImageSet.Distinct(listed.Images.Select(image => Resolved(component, source, image)))) with
        {
            Problems = listed.Problems,
        };
    }

    private static string? Find(string path) => File.Exists(path) ? RegularFile.ReadText(path, SourceFiles.LargestFile) : null;

    private static ResolvedImage Resolved(CatalogComponent component, SourceRequest source, ListedImage image) =>
        new(
            image.Reference,
            [
                new ImageOrigin
                {
                    Kind = OriginKind.Listed,
                    Component = component.Name,
                    Template = source.FileName,
                    Line = image.Line,
                    Document = image.What,
                    Container = image.Container,
                    Reason = image.Reason,
                    Switch = image.Switch,
                },
            ]
        );

    private static ResolvedComponent Resolved(
        CatalogComponent component,
        SourceRequest source,
        string text,
        IReadOnlyList<ResolvedImage> images
    ) =>
        new()
        {
            Name = component.Name,
            Title = component.Title,
            Images = images,
            Source = source with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))) },
        };
}
