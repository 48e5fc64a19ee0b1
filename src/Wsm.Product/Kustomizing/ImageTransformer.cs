using System.Text.RegularExpressions;
using Wsm.Helm.Data;

namespace Wsm.Product.Kustomizing;

/// <summary>One entry under <c>images</c> of a kustomization: what an image of this name becomes.</summary>
/// <param name="Name">An expression, as kustomize takes it.</param>
internal sealed record ImageTransformer(string Name, string NewName, string NewTag, string Digest)
{
    private static readonly string[] Lists = ["containers", "initContainers"];

    private readonly Regex _matching = new(
        $"^{Name}(:[a-zA-Z0-9_.{{}}-]*)?(@sha256:[a-zA-Z0-9_.{{}}-]*)?$",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
    );

    /// <param name="fields">Further places of images, which the kustomization's configuration names.</param>
    public void Apply(KustomizeResource resource, IReadOnlyList<FieldPlace> fields)
    {
        foreach (var field in fields.Where(field => field.IsOf(resource)))
        {
            field.Change(resource.Data, Change);
        }

        if (resource.Kind != "CustomResourceDefinition")
        {
            Walk(new Value(resource.Data));
        }
    }

    private void Walk(Value node)
    {
        switch (node.Data)
        {
            case MapValue map:
                foreach (var key in map.Entries.Keys.ToList())
                {
                    if (Lists.Contains(key) && map[key].Data is ListValue containers)
                    {
                        foreach (var container in containers.Items.Select(item => item.Data).OfType<MapValue>())
                        {
                            ChangeIn(container, "image");
                        }
                    }

                    Walk(map[key]);
                }

                break;
            case ListValue list:
                list.Items.ForEach(Walk);
                break;
        }
    }

    private void ChangeIn(MapValue map, string key)
    {
        if (map[key].Data is string text)
        {
            map[key] = Value.Of(Change(text));
        }
    }

    private string Change(string text)
    {
        if (!_matching.IsMatch(text))
        {
            return text;
        }

        var (name, tag, digest) = Split(text);
        name = NewName.Length > 0 ? NewName : name;
        (tag, digest) = (NewTag, Digest) switch
        {
            ({ Length: > 0 }, { Length: > 0 }) => (NewTag, Digest),
            ({ Length: > 0 }, _) => (NewTag, ""),
            (_, { Length: > 0 }) => ("", Digest),
            _ => (tag, digest),
        };
        return name + (tag.Length > 0 ? ":" + tag : "") + (digest.Length > 0 ? "@" + digest : "");
    }

    private static (string Name, string Tag, string Digest) Split(string image)
    {
        var at = image.IndexOf('@');
        var digest = at < 0 ? "" : image[(at + 1)..];
        var rest = at < 0 ? image : image[..at];
        var slash = Math.Max(rest.IndexOf('/'), 0);
        var colon = rest.IndexOf(':', slash);
        return colon < 0 ? (rest, "", digest) : (rest[..colon], rest[(colon + 1)..], digest);
    }
}

/// <summary>A field that a kustomization's configuration names: <c>spec/template/spec/volumes[]/image/reference</c>.</summary>
internal sealed record FieldPlace(string Path, string Group, string Version, string Kind)
{
    /// <summary>Where kustomize looks besides the lists of containers.</summary>
    public static IReadOnlyList<FieldPlace> Volumes { get; } =
    [new("spec/volumes[]/image/reference", "", "", ""), new("spec/template/spec/volumes[]/image/reference", "", "", "")];

    public bool IsOf(KustomizeResource resource) =>
        (Group.Length == 0 || Group == resource.Group)
        && (Version.Length == 0 || Version == resource.Version)
        && (Kind.Length == 0 || Kind == resource.Kind);

    public void Change(MapValue document, Func<string, string> change) => Change(new Value(document), Path.Split('/'), change);

    private static void Change(Value at, ReadOnlySpan<string> path, Func<string, string> change)
    {
        if (at.Data is ListValue list)
        {
            foreach (var item in list.Items)
            {
                Change(item, path, change);
            }
        }
        else if (at.Data is MapValue map)
        {
            var key = path[0].EndsWith("[]", StringComparison.Ordinal) ? path[0][..^2] : path[0];
            if (path.Length > 1)
            {
                Change(map[key], path[1..], change);
            }
            else if (map[key].Data is string text)
            {
                map[key] = Value.Of(change(text));
            }
        }
    }
}
