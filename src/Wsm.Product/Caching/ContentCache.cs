using System.Security.Cryptography;
using System.Text;
using Wsm.Oci.Files;

namespace Wsm.Product.Caching;

/// <summary>Keeps what was read from the network: bytes under their SHA-256, and names that point to them.</summary>
/// <remarks>A cache that cannot be written or read never fails the work; it is as if it were empty.</remarks>
public sealed class ContentCache
{
    private readonly string? _folder;
    private readonly Action<string> _log;

    /// <param name="folder">Null for no cache at all.</param>
    /// <param name="log">Told, line by line, what the cache could not do.</param>
    public ContentCache(string? folder, Action<string> log)
    {
        _folder = folder;
        _log = log;
    }

    /// <summary><c>$XDG_CACHE_HOME/wsm</c>, or <c>~/.cache/wsm</c>.</summary>
    public static string? StandardFolder(Func<string, string?> variable) =>
        variable("XDG_CACHE_HOME") is { } cache && Path.IsPathRooted(cache) ? Path.Combine(cache, "wsm")
        : variable("HOME") is { } home ? Path.Combine(home, ".cache", "wsm")
        : null;

    public static string Sha256Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The bytes with this digest, or null. What was damaged on disk is not returned.</summary>
    public byte[]? Find(string sha256)
    {
        if (Read(BlobPath(sha256)) is not { } bytes)
        {
            return null;
        }

        if (Sha256Of(bytes) == sha256)
        {
            return bytes;
        }

        _log($"cache: {sha256} is damaged and not used");
        return null;
    }

    /// <summary>The bytes that were last stored under this name, or null.</summary>
    public byte[]? FindNamed(string name) =>
        Read(NamePath(name)) is { } digest
        && Encoding.ASCII.GetString(digest) is { Length: 64 } sha256
        && sha256.All(char.IsAsciiHexDigitLower)
            ? Find(sha256)
            : null;

    /// <returns>The bytes' digest.</returns>
    public string Store(ReadOnlyMemory<byte> bytes)
    {
        var sha256 = Sha256Of(bytes.Span);
        Write(BlobPath(sha256), bytes.Span);
        return sha256;
    }

    /// <summary>Stores bytes, and makes the name point to them from now on. The name itself is not written down, only its hash.</summary>
    public void StoreNamed(string name, ReadOnlyMemory<byte> bytes) => Write(NamePath(name), Encoding.ASCII.GetBytes(Store(bytes)));

    private string? BlobPath(string sha256) => _folder is null ? null : Path.Combine(_folder, "sha256", sha256);

    private string? NamePath(string name) =>
        _folder is null ? null : Path.Combine(_folder, "names", Sha256Of(Encoding.UTF8.GetBytes(name)));

    private byte[]? Read(string? path)
    {
        try
        {
            return path is not null && File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _log($"cache: {failure.Message}");
            return null;
        }
    }

    private void Write(string? path, ReadOnlySpan<byte> bytes)
    {
        if (path is null)
        {
            return;
        }

        try
        {
            // What is damaged is not returned, so nothing has to be flushed.
            AtomicFile.Write(
                path,
                bytes,
                new AtomicFileOptions
                {
                    OwnerOnly = true,
                    Shared = true,
                    Fleeting = true,
                }
            );
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _log($"cache: {failure.Message}");
        }
    }
}
