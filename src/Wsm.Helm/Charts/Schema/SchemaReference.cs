namespace Wsm.Helm.Charts.Schema;

/// <summary>References between schemas, by https://www.rfc-editor.org/rfc/rfc3986.</summary>
internal static class SchemaReference
{
    /// <summary>What a reference names: a document, and after <c>#</c> a place in it.</summary>
    public static bool TrySplit(string home, string reference, out string address, out string fragment)
    {
        // Nearly all references stay in their document, and those need no Uri, which is slow to begin with.
        if (reference.StartsWith('#') && !reference.Contains('%'))
        {
            (address, fragment) = (home, reference[1..]);
            return true;
        }

        (address, fragment) = ("", "");
        if (!Uri.TryCreate(new Uri(home), reference, out var target))
        {
            return false;
        }

        var text = target.ToString();
        var hash = text.IndexOf('#');
        address = hash < 0 ? text : text[..hash];
        fragment = Uri.UnescapeDataString(target.Fragment.TrimStart('#'));
        return true;
    }
}
