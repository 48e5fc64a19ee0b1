using System.Text;
using Wsm.Helm.Data;

namespace Wsm.Product.Kustomizing;

/// <summary>
/// Makes the ConfigMaps and Secrets of a kustomization's generators; their names get no hash, for no image depends on it.
/// </summary>
internal sealed class GeneratedData(KustomizeFiles files, KustomizationFile kustomization)
{
    private static readonly string[] Known = ["name", "namespace", "behavior", "literals", "files", "envs", "env", "type", "options"];

    /// <exception cref="Wsm.Product.Failures.UserError">A generator is malformed.</exception>
    public void AddTo(List<KustomizeResource> resources, string key, string kind)
    {
        foreach (var generator in kustomization.Maps(key))
        {
            if (generator.Entries.Keys.FirstOrDefault(name => !Known.Contains(name)) is { } unknown)
            {
                throw kustomization.Refuse($"has '{unknown}' under '{key}', which kustomize does not know");
            }

            var name = generator["name"].Data as string ?? throw kustomization.Refuse($"has an entry without a name under '{key}'");
            var place = generator["namespace"].Data as string ?? "";
            var data = new MapValue();
            foreach (var (entry, text) in Entries(generator))
            {
                data[entry] = Value.Of(kind == "Secret" ? Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) : text);
            }

            var known = resources.LastOrDefault(resource => resource.Kind == kind && resource.Is(name, place));
            switch (generator["behavior"].Data as string)
            {
                case null or "" or "create" or "unspecified" when known is null:
                    resources.Add(Make(kind, name, place, data));
                    break;
                case "replace" when known is not null:
                    known.Data["data"] = Value.Of(data);
                    break;
                case "merge" when known is not null:
                    var merged = known.Data["data"].Data as MapValue ?? new MapValue();
                    foreach (var (entry, text) in data.Entries)
                    {
                        merged[entry] = text;
                    }

                    known.Data["data"] = Value.Of(merged);
                    break;
                case var behavior:
                    throw kustomization.Refuse(
                        known is null ? $"wants to {behavior} the {kind} '{name}', which is not there" : $"makes a second {kind} '{name}'"
                    );
            }
        }
    }

    private KustomizeResource Make(string kind, string name, string place, MapValue data)
    {
        var metadata = new MapValue { ["name"] = Value.Of(name) };
        if (place.Length > 0)
        {
            metadata["namespace"] = Value.Of(place);
        }

        return new KustomizeResource(
            new MapValue
            {
                ["apiVersion"] = Value.Of("v1"),
                ["kind"] = Value.Of(kind),
                ["metadata"] = Value.Of(metadata),
                ["data"] = Value.Of(data),
            },
            kustomization.Folder.Length == 0 ? "kustomization.yaml" : $"{kustomization.Folder}/kustomization.yaml"
        )
        {
            IsGenerated = true,
        };
    }

    private IEnumerable<(string Key, string Text)> Entries(MapValue generator)
    {
        IEnumerable<string> envs = [.. Texts(generator, "envs"), .. generator["env"].Data is string env ? (string[])[env] : []];
        foreach (var written in envs)
        {
            foreach (var line in files.Read(kustomization.Folder, written).Split('\n').Select(line => line.TrimEnd('\r').TrimStart()))
            {
                if (line.Length > 0 && line[0] != '#' && line.IndexOf('=') is > 0 and var at)
                {
                    yield return (line[..at], line[(at + 1)..]);
                }
            }
        }

        foreach (var written in Texts(generator, "files"))
        {
            var at = written.IndexOf('=');
            var path = written[(at + 1)..];
            yield return (at > 0 ? written[..at] : path[(path.LastIndexOf('/') + 1)..], files.Read(kustomization.Folder, path));
        }

        foreach (var literal in Texts(generator, "literals"))
        {
            var at = literal.IndexOf('=');
            if (at <= 0)
            {
                throw kustomization.Refuse($"has the literal '{literal}', which is no KEY=VALUE");
            }

            var text = literal[(at + 1)..];
            var quoted = text.Length > 1 && text[0] is '"' or '\'' && text[^1] == text[0];
            yield return (literal[..at], quoted ? text[1..^1] : text);
        }
    }

    private IEnumerable<string> Texts(MapValue generator, string key) =>
        generator[key].Data switch
        {
            null => [],
            ListValue list when list.Items.All(item => item.Data is string) => list.Items.Select(item => (string)item.Data!),
            _ => throw kustomization.Refuse($"has '{key}' of a generator that is no list of texts"),
        };
}
