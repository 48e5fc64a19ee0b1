using System.Collections.Concurrent;
using Wsm.Product.Catalogs;

namespace Wsm.Product.Finding.Fields;

/// <summary>The rows of image fields by group and kind: those that come with the program, and further ones.</summary>
internal sealed class ImageFieldTable(IReadOnlyList<ImageFieldRow> further)
{
    private readonly Lazy<BuiltInImageFields> _builtIn = new(() => new BuiltInImageFields());
    private readonly ConcurrentDictionary<string, IReadOnlyList<ImageFieldRow>> _groups = new(StringComparer.Ordinal);

    /// <summary>Where several rows speak of one kind, all of them count.</summary>
    public IEnumerable<ImageFieldRow> For(string apiVersion, string kind)
    {
        var slash = apiVersion.IndexOf('/');
        var group = slash < 0 ? "" : apiVersion[..slash];
        return _groups
            .GetOrAdd(group, name => [.. further.Where(row => row.Groups.Contains(name)), .. _builtIn.Value.Of(name)])
            .Where(row => row.Kinds.Contains(kind) || row.Kinds.Contains("*"));
    }
}
