using Wsm.Helm.Data;

namespace Wsm.Product.Kustomizing;

/// <summary>A document on its way through a kustomization.</summary>
internal sealed class KustomizeResource(MapValue data, string file)
{
    private readonly List<(string Name, string Namespace)> _earlier = [];

    public MapValue Data { get; set; } = data;

    /// <summary>Where it was written.</summary>
    public string File { get; } = file;

    public string ApiVersion => Text(Data["apiVersion"]);

    public string Kind => Text(Data["kind"]);

    public string Name => Text(Metadata["name"]);

    public string Namespace => Text(Metadata["namespace"]);

    public string Group => ApiVersion.IndexOf('/') is > 0 and var slash ? ApiVersion[..slash] : "";

    public string Version => ApiVersion[(ApiVersion.IndexOf('/') + 1)..];

    /// <summary>A generated ConfigMap or Secret, which another generator may add to.</summary>
    public bool IsGenerated { get; init; }

    /// <summary>Its name and namespace now, and those that it had before.</summary>
    public IEnumerable<(string Name, string Namespace)> Identities => _earlier.Append((Name, Namespace));

    public MapValue Metadata => Data["metadata"].Data as MapValue ?? new MapValue();

    public string Shown => $"{Kind}/{Name}";

    public void Rename(string name) => ChangeMetadata("name", name);

    public void MoveTo(string place) => ChangeMetadata("namespace", place);

    /// <summary>A map below <c>metadata</c>, made where it is not there.</summary>
    public MapValue MapIn(string key)
    {
        var metadata = EnsureMap(Data, "metadata");
        return EnsureMap(metadata, key);
    }

    public bool Is(string name, string place) =>
        Identities.Any(identity => identity.Name == name && (place.Length == 0 || SameNamespace(identity.Namespace, place)));

    public static bool SameNamespace(string one, string other) => one == other || (one is "" or "default" && other is "" or "default");

    private void ChangeMetadata(string key, string text)
    {
        if (Text(Metadata[key]) == text)
        {
            return;
        }

        _earlier.Add((Name, Namespace));
        EnsureMap(Data, "metadata")[key] = Value.Of(text);
    }

    private static MapValue EnsureMap(MapValue parent, string key)
    {
        if (parent[key].Data is MapValue known)
        {
            return known;
        }

        var made = new MapValue();
        parent[key] = Value.Of(made);
        return made;
    }

    private static string Text(Value value) => value.Data as string ?? "";
}
