using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Wsm.Oci.Files;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Site.Serving.Storage;

/// <summary>The <c>index.json</c> of a <see cref="LayoutStore"/>: which manifest belongs to which repository and tag.</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md</remarks>
internal static class LayoutIndex
{
    public const string Name = "index.json";
    public const string UploadFolder = ".uploads";
    private const long LargestFile = 64L << 20;
    public const string Marker = "oci-layout";
    private const string RefName = "org.opencontainers.image.ref.name";
    private const string RepositoryName = "wsm.repository";

    /// <exception cref="InvalidDataException">The folder holds something else, or a damaged layout.</exception>
    public static ImmutableDictionary<string, RepositoryListing> Read(GuardedFolder folder)
    {
        var repositories = ImmutableDictionary.Create<string, RepositoryListing>(StringComparer.Ordinal);
        if (folder.ReadAll(Name, LargestFile) is not { } bytes)
        {
            if (
                Directory.Exists(folder.Path)
                && Directory
                    .EnumerateFileSystemEntries(folder.Path)
                    .Any(entry => Path.GetFileName(entry) is not (UploadFolder or "blobs" or Marker))
            )
            {
                throw new InvalidDataException($"{folder.Path} is neither empty nor an OCI layout; name another folder");
            }

            return repositories;
        }

        try
        {
            foreach (var entry in ImageIndex.Parse(bytes).Manifests)
            {
                if (NamesOf(entry) is var (repository, tag))
                {
                    repositories = repositories.SetItem(
                        repository,
                        With(repositories.GetValueOrDefault(repository, RepositoryListing.Empty), entry, tag, folder)
                    );
                }
            }
        }
        catch (Exception e) when (e is ManifestException or FileNotFoundException)
        {
            throw new InvalidDataException($"{folder.PathOf(Name)}: {e.Message}", e);
        }
        return repositories;
    }

    public static string BlobName(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";

    public static byte[] ToBytes(ImmutableDictionary<string, RepositoryListing> repositories)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", MediaTypes.OciIndex);
            json.WriteStartArray("manifests");
            foreach (var (repository, listing) in repositories.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                WriteRepository(json, repository, listing);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static (string Repository, string? Tag)? NamesOf(Descriptor entry)
    {
        if (entry.Annotations.TryGetValue(RefName, out var name) && name.LastIndexOf(':') is var colon and > 0)
        {
            return (name[..colon], name[(colon + 1)..]);
        }

        return entry.Annotations.TryGetValue(RepositoryName, out var repository) ? (repository, null) : null;
    }

    private static RepositoryListing With(RepositoryListing listing, Descriptor entry, string? tag, GuardedFolder folder)
    {
        var bytes = folder.ReadAll(BlobName(entry.Digest), RawManifest.LargestSize)
            ?? throw new FileNotFoundException($"there is no blob {entry.Digest}");
        var held = HeldManifest.Of(RawManifest.Create(bytes, entry.MediaType, entry.Digest.Algorithm));
        return listing with
        {
            Manifests = listing.Manifests.SetItem(entry.Digest, held),
            Tags = tag is null ? listing.Tags : listing.Tags.SetItem(tag, entry.Digest),
        };
    }

    private static void WriteRepository(Utf8JsonWriter json, string repository, RepositoryListing listing)
    {
        foreach (var (tag, digest) in listing.Tags.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            WriteEntry(json, listing.Manifests[digest].Descriptor, RefName, $"{repository}:{tag}");
        }

        var tagged = listing.Tags.Values.ToHashSet();
        foreach (
            var manifest in listing
                .Manifests.Values.Where(held => !tagged.Contains(held.Descriptor.Digest))
                .OrderBy(held => held.Descriptor.Digest.Hex, StringComparer.Ordinal)
        )
        {
            WriteEntry(json, manifest.Descriptor, RepositoryName, repository);
        }
    }

    private static void WriteEntry(Utf8JsonWriter json, Descriptor manifest, string annotation, string value)
    {
        json.WriteStartObject();
        json.WriteString("mediaType", manifest.MediaType);
        json.WriteString("digest", manifest.Digest.ToString());
        json.WriteNumber("size", manifest.Size);
        json.WriteStartObject("annotations");
        json.WriteString(annotation, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
