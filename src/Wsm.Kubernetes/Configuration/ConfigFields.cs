using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Kubernetes.Failures;

namespace Wsm.Kubernetes.Configuration;

/// <summary>A mapping of a kubeconfig, and where it stands for messages.</summary>
internal sealed class ConfigFields(MapValue map, string file, string place)
{
    /// <summary>Null when it is absent, null or empty.</summary>
    public string? Text(string key) =>
        map[key].Data switch
        {
            null or "" => null,
            string text => text,
            _ => throw Wrong(key, "a text"),
        };

    public bool Flag(string key) =>
        map[key].Data switch
        {
            null => false,
            bool flag => flag,
            _ => throw Wrong(key, "true or false"),
        };

    public byte[]? Bytes(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw Wrong(key, "base64");
        }
    }

    /// <summary>A path, which counts from the file's folder.</summary>
    public string? Path(string key) => Text(key) is { } path ? Absolute(path) : null;

    public string Absolute(string path) => System.IO.Path.GetFullPath(path, System.IO.Path.GetDirectoryName(file)!);

    public IReadOnlyList<string> Texts(string key) =>
        map[key].Data switch
        {
            null => [],
            ListValue list => [.. list.Items.Select(item => item.Data as string ?? throw Wrong(key, "a list of texts"))],
            _ => throw Wrong(key, "a list of texts"),
        };

    public ConfigFields? Fields(string key) =>
        map[key].Data switch
        {
            null => null,
            MapValue inner => new ConfigFields(inner, file, $"{place}.{key}"),
            _ => throw Wrong(key, "a mapping"),
        };

    public IReadOnlyList<ConfigFields> List(string key) =>
        map[key].Data switch
        {
            null => [],
            ListValue list =>
            [
                .. list.Items.Select(
                    (item, i) =>
                        item.Data is MapValue inner
                            ? new ConfigFields(inner, file, $"{place}.{key}[{i}]".TrimStart('.'))
                            : throw Wrong(key, "a list of mappings")
                ),
            ],
            _ => throw Wrong(key, "a list of mappings"),
        };

    public string? JsonOf(string key) => map[key].IsNil ? null : JsonWriter.Write(map[key], escapeHtml: false).ToString();

    public IEnumerable<string> Keys => map.SortedKeys();

    public KubeConfigException Wrong(string key, string wanted) =>
        KubeConfigException.Malformed($"{file}: {$"{place}.{key}".TrimStart('.')} must be {wanted}");
}
