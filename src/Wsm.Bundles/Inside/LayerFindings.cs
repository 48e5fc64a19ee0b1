using System.Text;
using Wsm.Product.Finding.Inside;

namespace Wsm.Bundles.Inside;

/// <summary>What one layer names, and what it puts in the place of the layers below it.</summary>
internal sealed class LayerFindings
{
    private const string Removal = ".wh.";
    private const string Emptying = ".wh..wh..opq";

    private readonly ulong[] _paths;
    private readonly HashSet<string> _removed;
    private readonly HashSet<string> _emptied;

    private LayerFindings(ulong[] paths, HashSet<string> removed, HashSet<string> emptied)
    {
        _paths = paths;
        _removed = removed;
        _emptied = emptied;
    }

    public required IReadOnlyList<FoundInside> Found { get; init; }

    /// <summary>Files that were too large to look into.</summary>
    public required int Unread { get; init; }

    /// <summary>Why the layer was not read to its end: a clause.</summary>
    public required string? Problem { get; init; }

    /// <summary>Whether a file of a layer below is not there any more with this one above it.</summary>
    public bool Hides(string path)
    {
        if (Array.BinarySearch(_paths, HashOf(path)) >= 0 || _removed.Contains(path))
        {
            return true;
        }

        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            var folder = path[..slash];
            if (_removed.Contains(folder) || _emptied.Contains(folder))
            {
                return true;
            }
        }

        return _emptied.Contains("");
    }

    private static ulong HashOf(string path) => System.IO.Hashing.XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(path));

    /// <summary>Gathers what a layer holds while it is read.</summary>
    public sealed class Builder
    {
        private readonly List<ulong> _paths = [];
        private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
        private readonly HashSet<string> _emptied = new(StringComparer.Ordinal);

        public int Count => _paths.Count + _removed.Count + _emptied.Count;

        /// <returns>Whether it is a file or folder, and not the mark that something below is none any more.</returns>
        public bool Add(string path)
        {
            var name = path.AsSpan(path.LastIndexOf('/') + 1);
            var folder = path[..Math.Max(0, path.LastIndexOf('/'))];
            if (name.SequenceEqual(Emptying))
            {
                _emptied.Add(folder);
            }
            else if (name.StartsWith(Removal))
            {
                _removed.Add(folder.Length == 0 ? name[Removal.Length..].ToString() : $"{folder}/{name[Removal.Length..]}");
            }
            else
            {
                _paths.Add(HashOf(path));
                return true;
            }

            return false;
        }

        public LayerFindings Build(FileImages files, string? problem)
        {
            _paths.Sort();
            return new LayerFindings([.. _paths], _removed, _emptied)
            {
                Found = files.Found,
                Unread = files.Unread,
                Problem = problem,
            };
        }
    }
}
