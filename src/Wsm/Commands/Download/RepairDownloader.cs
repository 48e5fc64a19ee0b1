using System.Text;
using Wsm.Bundles.Contents;
using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Planning;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Repair;
using Wsm.Bundles.Writing;
using Wsm.Hosting;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Product.Resolving;

namespace Wsm.Commands.Download;

/// <summary>Fetches what a damaged bundle asks for, and nothing else, into a small bundle for <c>wsm apply</c>.</summary>
public sealed class RepairDownloader(RegistryClient registry, IProgress<TransferEvent> progress)
{
    /// <param name="set">Where charts and channel answers are taken from; null when none is asked for.</param>
    public async Task<BundleReport> RunAsync(
        RepairRequest request,
        ImageSet? set,
        string folder,
        int jobs,
        CancellationToken cancellationToken
    )
    {
        using var held = FolderLock.Take(folder);
        var images = new List<PlannedImage>();
        var failed = new List<FailedItem>();
        foreach (var damaged in request.Images)
        {
            try
            {
                images.Add(await PlanAsync(damaged, cancellationToken));
            }
            catch (Exception error) when (error is ContentException or ManifestException or FormatException)
            {
                failed.Add(new FailedItem(damaged.Image.Reference, error.Message) { Cause = error });
            }
        }

        var files = FilesOf(request, set, failed);
        return await BundleWriter.WriteAsync(
            new BundlePlan
            {
                Folder = folder,
                Images = images,
                Files = files,
                Unplanned = failed,
                Jobs = jobs,
                Lock = new BundleLock
                {
                    Format = BundleLock.CurrentFormat,
                    Generator = $"wsm {ProgramVersion.Number}",
                    Name = request.Name,
                    Title = request.Name,
                    Partial = true,
                    Layout = BundleLayout.Oci,
                    Platforms = [],
                    Components = [],
                    Charts = [],
                    Images = [.. images.Select(image => image.Locked)],
                },
            },
            progress,
            cancellationToken
        );
    }

    private async Task<PlannedImage> PlanAsync(DamagedImage damaged, CancellationToken cancellationToken)
    {
        var reference = ImageReference.Parse(damaged.Image.Reference);
        var repository = await registry.FindOriginAsync(reference, cancellationToken);
        var root = await repository.GetManifestAsync(damaged.Image.Digest.ToString(), cancellationToken);
        var contents = (await ImageContents.ReadAsync(reference, root, null, repository, cancellationToken)).With([.. damaged.Needed]);
        var locked = LockedImages.Of(contents, damaged.Image.SourceDigest, null, damaged.Image.ReferrerOf) with
        {
            Platforms = damaged.Image.Platforms,
        };
        return new PlannedImage(
            locked,
            contents,
            [
                new BlobSource(
                    (blob, offset, cancellation) => repository.OpenBlobAsync(blob, offset, verify: false, cancellation),
                    repository.OpenBlobRangeAsync
                ),
            ]
        );
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> FilesOf(RepairRequest request, ImageSet? set, List<FailedItem> failed)
    {
        var offered = (set?.Charts.SelectMany(chart => LockedSet.CompanyOf(chart).Select(pair => pair.Content).Append(chart.Archive)) ?? [])
            .Concat(set?.Components.Select(component => component.ChannelAnswer).OfType<ReadOnlyMemory<byte>>() ?? [])
            .Concat(
                set?.Components.SelectMany(component => component.Manifests?.Files ?? [])
                    .Select(file => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(file.Text))
                    ?? []
            )
            .DistinctBy(content => Digest.Of(content.Span))
            .ToDictionary(content => Digest.Of(content.Span));
        var files = new Dictionary<string, ReadOnlyMemory<byte>>();
        foreach (var file in request.Files)
        {
            if (offered.TryGetValue(file.Digest, out var content))
            {
                files[file.File] = content;
            }
            else
            {
                failed.Add(
                    new FailedItem(
                        file.File,
                        $"the catalog does not lead to a file with {file.Digest} any more",
                        "Copy it from another copy of the bundle, or pin the chart's version in the catalog."
                    )
                );
            }
        }

        return files;
    }
}
