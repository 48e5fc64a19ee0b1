using Wsm.Oci.Content;

namespace Wsm.Bundles.Importing;

/// <summary>Names in archives. Nothing is ever written under them, and still one that leads elsewhere is a sign not to go on.</summary>
internal static class EntryNames
{
    public const int Most = 100_000;

    /// <summary>Without <c>./</c> in front; null for the root itself.</summary>
    /// <exception cref="ContentException">It leads out of the archive.</exception>
    public static string? Plain(string name, string archive)
    {
        var parts = name.Split('/').Where(part => part is not ("" or ".")).ToList();
        if (name.StartsWith('/') || name.AsSpan().ContainsAny('\\', '\0') || parts.Contains("..") || parts is [[_, ':', ..], ..])
        {
            throw new ContentException($"'{archive}' holds an entry '{name}', which leads out of it; it was not read further");
        }

        return parts.Count == 0 ? null : string.Join('/', parts);
    }

    /// <summary>What a link in a folder of the archive leads to.</summary>
    /// <exception cref="ContentException">Out of it.</exception>
    public static string Target(string link, string target, string archive)
    {
        var parts = link.Split('/')[..^1].ToList();
        foreach (var part in target.Split('/'))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part == ".." || target.StartsWith('/'))
            {
                throw new ContentException($"'{archive}' holds a link '{link}' to '{target}', which leads out of it");
            }
            else if (part is not ("" or "."))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
