using Wsm.Helm.Data;

namespace Wsm.Helm.Rendering;

/// <summary>
/// Helm parses the deepest paths first, and backwards by name, so that of two definitions of one name the parent's, and then the
/// alphabetically first file's, wins.
/// </summary>
internal sealed class TemplateOrder : IComparer<string>
{
    public static TemplateOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var depth = y.AsSpan().Count('/') - x.AsSpan().Count('/');
        return depth != 0 ? depth : GoStringOrder.Instance.Compare(y, x);
    }
}
