using Wsm.Product.Failures;

namespace Wsm.Product.Kustomizing;

/// <summary>
/// The files that a kustomization may be built from. Paths are relative to one folder, with forward slashes; what was read is remembered,
/// for whoever carries it elsewhere.
/// </summary>
internal sealed class KustomizeFiles
{
    private readonly Func<string, string?> _read;
    private readonly Func<string, bool> _isFolder;
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, string> _fetched;
    private readonly string _shownBefore;

    /// <param name="read">A file's text; null where there is no such file.</param>
    /// <param name="fetched">Texts of addresses that were fetched before.</param>
    /// <param name="shownBefore">Stands before a path in messages.</param>
    public KustomizeFiles(
        Func<string, string?> read,
        Func<string, bool> isFolder,
        IReadOnlyDictionary<string, string> fetched,
        string shownBefore
    ) => (_read, _isFolder, _fetched, _shownBefore) = (read, isFolder, fetched, shownBefore);

    /// <summary>Whether a path leads to something in a folder, whatever links are on the way; there are none in a bundle.</summary>
    public Func<string, string, bool> IsIn { get; init; } = (_, _) => true;

    /// <summary>Everything that was read so far.</summary>
    public IReadOnlyDictionary<string, string> Texts => _texts;

    /// <summary>The path as messages name it.</summary>
    public string Show(string path) => path.Length == 0 && _shownBefore.Length == 0 ? "." : _shownBefore + path;

    public bool IsFolder(string path) => _isFolder(path);

    public string? Find(string path)
    {
        if (_texts.TryGetValue(path, out var known))
        {
            return known;
        }

        var text = _read(path);
        if (text is not null)
        {
            _texts[path] = text;
        }

        return text;
    }

    /// <summary>A file that the kustomization in a folder names; it must lie there or below.</summary>
    /// <exception cref="UserError">There is none, or it lies elsewhere.</exception>
    public string Read(string folder, string written)
    {
        var path = Resolve(folder, written);
        if (folder.Length > 0 && !path.StartsWith(folder + "/", StringComparison.Ordinal))
        {
            throw Refuse(folder, $"names the file {written}, which lies outside of its folder; kustomize takes only folders from there");
        }

        var text = Find(path) ?? throw Refuse(folder, $"names {written}, and there is no such file");
        return IsIn(folder, path)
            ? text
            : throw Refuse(folder, $"names {written}, a link that leads out of its folder; kustomize takes only files from there");
    }

    /// <summary>A mistake in the kustomization of a folder.</summary>
    public UserError Refuse(string folder, string problem) =>
        new($"The kustomization in {Show(folder)} {problem}.", "'kubectl kustomize' must be able to build it.", FailureKind.Usage);

    /// <exception cref="AddressNotFetchedException">It has to be fetched first.</exception>
    public string ReadAddress(string address) =>
        _fetched.TryGetValue(address, out var text) ? text : throw new AddressNotFetchedException(address);

    /// <summary>A path that the kustomization in a folder writes.</summary>
    /// <exception cref="UserError">It leads out of the folder that everything lies in.</exception>
    public string Resolve(string folder, string written)
    {
        if (written.StartsWith('/'))
        {
            throw Refuse(folder, $"names {written}; only relative paths can be followed");
        }

        List<string> parts = folder.Length == 0 ? [] : [.. folder.Split('/')];
        foreach (var part in written.Split('/'))
        {
            if (part == ".." && parts.Count == 0)
            {
                throw Refuse(folder, $"names {written}, which lies too far up to be followed");
            }

            if (part == "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("" or "."))
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}

/// <summary>A kustomization names something at an address that nobody has fetched yet.</summary>
internal sealed class AddressNotFetchedException(string address) : Exception($"{address} has not been fetched.")
{
    public string Address { get; } = address;
}
