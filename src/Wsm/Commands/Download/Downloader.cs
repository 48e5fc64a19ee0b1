using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Wsm.Bundles.Contents;
using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Planning;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Sharding;
using Wsm.Bundles.Writing;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Product.Failures;
using Wsm.Product.Resolving;

namespace Wsm.Commands.Download;

/// <summary>Makes a folder a bundle of an image set: all manifests first, then every distinct blob once.</summary>
public sealed class Downloader(RegistryClient registry, IProgress<TransferEvent> progress)
{
    private const int PlansAtOnce = 8;

    /// <exception cref="UserError">The folder cannot be used, or the disk is full.</exception>
    public async Task<BundleReport> RunAsync(DownloadRequest request, CancellationToken cancellationToken)
    {
        using var held = FolderLock.Take(request.Folder);
        var older = OlderContent.Read(request.Folder);
        if ((request.Have is not null || request.Shard is not null) && older.Lock is { Delta: null })
        {
            throw WholeBundle(request.Folder);
        }

        var order = await PlanAsync(request, older, cancellationToken);
        var report = await BundleWriter.WriteAsync(order, progress, cancellationToken) with
        {
            LeftOut = order.Lock.Delta,
            Shard = request.Shard,
            Missing = order.Lock.Missing ?? [],
        };
        if (report.IsFinished)
        {
            PlatformCheck.Warn(request.Folder, request.Platforms, Warn);
        }

        return report;
    }

    /// <summary>A delta in its place would throw away what it holds.</summary>
    private static UserError WholeBundle(string folder) =>
        UserError.Usage(
            $"'{folder}' holds a bundle or an unfinished one, and a delta needs a folder of its own.",
            "Name another with --bundle."
        );

    private async Task<BundlePlan> PlanAsync(DownloadRequest request, OlderContent older, CancellationToken cancellationToken)
    {
        var planner = new ImagePlanner(registry, older, request, Warn);
        var failed = new ConcurrentBag<FailedItem>();
        var wanted = request.Set.Images.Select(image => (image.Reference, ReferrerOf: (string?)null)).ToList();
        var resolved = await ResolveAsync(planner, wanted, failed, cancellationToken);
        if (request.Referrers)
        {
            resolved = await KeepIndexesAsync(planner, resolved, request.KeepIndex, failed, cancellationToken);
            var referrers = await FindReferrersAsync(resolved.Select(item => item.Resolution), failed, cancellationToken);
            resolved.AddRange(await ResolveAsync(planner, referrers, failed, cancellationToken));
        }

        var foreign = new BlobSource(new ForeignSource(registry.CreateHttpClient()).OpenAsync);
        var missing = request.KeepGoing ? failed.Where(item => IsMissing(item.Cause)).ToList() : [];
        var names = BundleNames.ArchivesOf(resolved.Select(item => item.Resolution.Contents.Reference));
        var images = resolved
            .Select(item =>
                Planned(
                    item.Resolution,
                    item.ReferrerOf,
                    request.Layout == BundleLayout.Oci ? null : names[item.Resolution.Contents.Reference],
                    foreign
                )
            )
            .ToList();

        // An artifact is small, and what is written into the registry is made from it anew.
        var parted = images.Where(image => !request.Set.IsArtifact(image.Contents.Reference)).Select(image => image.Contents).ToList();
        var delta = request.Shard is { } shard ? ShardDelta.Of(request.Set.Name, parted, shard) : request.Have?.LeaveOutOf(parted);
        if (delta is not null)
        {
            images = [.. images.Select(image => Without(delta, image))];
        }

        var components = LockedSet.ComponentsOf(request.Set);
        return new BundlePlan
        {
            Folder = request.Folder,
            Images = images,
            Files = FilesOf(request, components),
            Unplanned = [.. failed.Except(missing).OrderBy(item => item.Item, StringComparer.Ordinal)],
            Jobs = request.Jobs,
            Arriving = request.Inside is { } inside ? inside.Follow : null,
            Lock = new BundleLock
            {
                Format = delta is { Absent.Count: > 0 } ? BundleLock.DeltaFormat : BundleLock.CurrentFormat,
                Generator = $"wsm {ProgramVersion.Number}",
                Name = request.Set.Name,
                Title = request.Set.Title,
                Layout = request.Layout,
                Platforms = request.Platforms.Names,
                Components = components,
                Charts = LockedSet.ChartsOf(request.Set),
                Images = [.. images.Select(image => image.Locked)],
                Missing =
                    missing.Count == 0
                        ? null
                        :
                        [
                            .. missing
                                .OrderBy(item => item.Item, StringComparer.Ordinal)
                                .Select(item => new MissingImage(item.Item, item.Reason)),
                        ],
                Delta = delta,
            },
        };
    }

    /// <summary>
    /// Nobody has it, or nobody gives it away. What failed in passing is not missing: the same command may well bring it later.
    /// </summary>
    private static bool IsMissing(Exception? cause) =>
        cause switch
        {
            RegistryException
            {
                IsTransient: false,
                Status: HttpStatusCode.NotFound or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            } => true,
            UserError or ManifestException => true,
            _ => false,
        };

    private async Task<List<(ImagePlanner.PlannedContents Resolution, string? ReferrerOf)>> ResolveAsync(
        ImagePlanner planner,
        List<(ImageReference Reference, string? ReferrerOf)> wanted,
        ConcurrentBag<FailedItem> failed,
        CancellationToken cancellationToken
    )
    {
        var found = new ImagePlanner.PlannedContents?[wanted.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = PlansAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, wanted.Count, options, async (index, cancellation) =>
        {
            var name = wanted[index].Reference.AsWritten;
            try
            {
                found[index] = await planner.ResolveAsync(wanted[index].Reference, cancellation);
            }
            catch (Exception error) when (error is ContentException or ManifestException or UserError)
            {
                failed.Add(new FailedItem(name, error.Message) { Cause = error });
                progress.Report(new TransferEvent(TransferEventKind.Failed, name, 0, error.Message));
            }
        });
        return
        [
            .. found
                .Zip(wanted, (resolution, want) => (resolution, want.ReferrerOf))
                .Where(item => item.resolution is not null)
                .Select(item => (item.resolution!, item.ReferrerOf)),
        ];
    }

    /// <summary>Publishers sign the index: it is kept whole, or it is said that its signatures will not be found.</summary>
    private async Task<List<(ImagePlanner.PlannedContents Resolution, string? ReferrerOf)>> KeepIndexesAsync(
        ImagePlanner planner,
        List<(ImagePlanner.PlannedContents Resolution, string? ReferrerOf)> chosen,
        bool keep,
        ConcurrentBag<FailedItem> failed,
        CancellationToken cancellationToken
    )
    {
        var finder = new ReferrerFinder(registry);
        var kept = new List<(ImagePlanner.PlannedContents, string?)>();
        foreach (var (resolution, referrerOf) in chosen)
        {
            var (contents, whole) = (resolution.Contents, resolution);
            try
            {
                if (
                    resolution.SourceDigest != contents.Root.Digest
                    && (await finder.FindAsync(contents.Reference, [resolution.SourceDigest], cancellationToken)).Count > 0
                )
                {
                    if (keep)
                    {
                        whole = await planner.WholeAsync(resolution, cancellationToken);
                    }
                    else
                    {
                        Warn(PlatformOption.TellOfSignedIndex(contents.Reference.AsWritten, resolution.SourceDigest));
                    }
                }

                kept.Add((whole, referrerOf));
            }
            catch (ContentException error)
            {
                failed.Add(new FailedItem(contents.Reference.AsWritten, $"its index could not be read: {error.Message}") { Cause = error });
            }
        }

        return kept;
    }

    private async Task<List<(ImageReference Reference, string? ReferrerOf)>> FindReferrersAsync(
        IEnumerable<ImagePlanner.PlannedContents> images,
        ConcurrentBag<FailedItem> failed,
        CancellationToken cancellationToken
    )
    {
        var finder = new ReferrerFinder(registry);
        var referrers = new List<(ImageReference, string?)>();
        foreach (var (image, source, _) in images)
        {
            try
            {
                // Publishers sign the index; where one platform was chosen from it, its signatures are wanted all the same.
                var found = await finder.FindAsync(
                    image.Reference,
                    image.Manifests.Select(manifest => manifest.Digest).Append(source),
                    cancellationToken
                );
                referrers.AddRange(found.Select(reference => (reference, (string?)image.Reference.AsWritten)));
            }
            catch (ContentException error)
            {
                failed.Add(
                    new FailedItem(image.Reference.AsWritten, $"its signatures and attestations could not be looked for: {error.Message}")
                );
            }
        }

        return [.. referrers.DistinctBy(referrer => referrer.Item1)];
    }

    private void Warn(string text) => progress.Report(new TransferEvent(TransferEventKind.Warned, "", 0, text));

    private static PlannedImage Planned(ImagePlanner.PlannedContents resolution, string? referrerOf, string? file, BlobSource foreign) =>
        new(
            LockedImages.Of(resolution.Contents, resolution.SourceDigest, file, referrerOf),
            resolution.Contents,
            resolution.Contents.Blobs.Any(ForeignLayers.Is) ? [.. resolution.Sources, foreign] : resolution.Sources
        );

    /// <summary>The lock still tells everything the image consists of; only what is carried is fetched.</summary>
    private static PlannedImage Without(LockedDelta delta, PlannedImage image)
    {
        var absent = delta.Absent.Select(blob => blob.Digest).ToHashSet();
        return image with
        {
            Contents = image.Contents.With([.. image.Contents.Blobs.Select(blob => blob.Digest).Where(digest => !absent.Contains(digest))]),
        };
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> FilesOf(DownloadRequest request, IReadOnlyList<LockedComponent> components)
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>>();
        foreach (var (component, locked) in request.Set.Components.Zip(components))
        {
            if (locked.Chart is { } chart)
            {
                files[chart] = component.Chart!.Archive;
                foreach (var (file, content) in LockedSet.CompanyOf(component.Chart))
                {
                    files[file] = content;
                }
            }

            foreach (var file in component.Manifests?.Files ?? [])
            {
                files[LockedSet.ManifestPath(component.Name, file.Path)] = Encoding.UTF8.GetBytes(file.Text);
            }

            if (locked.Channel is { } channel)
            {
                files[channel.File] = component.ChannelAnswer!.Value;
            }
        }

        return files;
    }
}
