using System.Security.Cryptography;

namespace Wsm.Tests.Bundles;

/// <summary>The files of a folder with their content, to compare folders.</summary>
internal static class Snapshot
{
    public static IReadOnlyDictionary<string, string> Of(string folder, bool times = false) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != ".wsm.lock")
            .ToDictionary(
                path => Path.GetRelativePath(folder, path),
                path =>
                {
                    using var file = File.OpenRead(path);
                    return Convert.ToHexStringLower(SHA256.HashData(file)) + (times ? " " + File.GetLastWriteTimeUtc(path).Ticks : "");
                }
            );
}
