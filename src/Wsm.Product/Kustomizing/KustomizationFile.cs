using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Product.Failures;

namespace Wsm.Product.Kustomizing;

/// <summary>A <c>kustomization.yaml</c>: its fields, read as strictly as kustomize reads them.</summary>
internal sealed class KustomizationFile
{
    private static readonly string[] Names = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

    /// <summary>What has no influence on which images there are.</summary>
    private static readonly string[] Indifferent =
    [
        "apiVersion",
        "kind",
        "metadata",
        "buildMetadata",
        "sortOptions",
        "crds",
        "replicas",
        "validators",
        "generatorOptions",
        "openapi",
    ];

    private static readonly string[] Followed =
    [
        "resources",
        "bases",
        "components",
        "patches",
        "patchesStrategicMerge",
        "patchesJson6902",
        "images",
        "namePrefix",
        "nameSuffix",
        "namespace",
        "labels",
        "commonLabels",
        "commonAnnotations",
        "configMapGenerator",
        "secretGenerator",
        "replacements",
        "configurations",
    ];

    /// <summary>What could change any document, and is not followed.</summary>
    private static readonly string[] Refused =
    [
        "transformers",
        "generators",
        "helmCharts",
        "helmChartInflationGenerator",
        "helmGlobals",
        "vars",
    ];

    private readonly KustomizeFiles _files;
    private readonly MapValue _fields;

    private KustomizationFile(KustomizeFiles files, string folder, MapValue fields) => (_files, Folder, _fields) = (files, folder, fields);

    public string Folder { get; }

    public bool IsComponent => _fields["kind"].Data is "Component";

    public static bool IsIn(KustomizeFiles files, string folder) => Names.Any(name => files.Find(PathOf(folder, name)) is not null);

    /// <exception cref="UserError">There is none, several, or one that kustomize would refuse.</exception>
    public static KustomizationFile Read(KustomizeFiles files, string folder)
    {
        var found = Names.Where(name => files.Find(PathOf(folder, name)) is not null).ToList();
        if (found.Count != 1)
        {
            throw new UserError(
                found.Count == 0
                    ? $"The folder {files.Show(folder)} has no kustomization.yaml."
                    : $"The folder {files.Show(folder)} has several kustomizations; only one may be there.",
                kind: FailureKind.Usage
            );
        }

        try
        {
            var text = files.Read(folder, found[0]);
            var file = new KustomizationFile(files, folder, YamlReader.ReadMap(text, new YamlReadOptions { KeepIntegers = true }));
            file.Check();
            return file;
        }
        catch (YamlException broken)
        {
            throw files.Refuse(folder, $"cannot be read: {broken.Message}");
        }
    }

    /// <summary>A list's mappings.</summary>
    public IEnumerable<MapValue> Maps(string key) => Items(key).Select(item => item.Data as MapValue ?? throw Wrong(key, "mappings"));

    public IEnumerable<string> Texts(string key) => Items(key).Select(item => item.Data as string ?? throw Wrong(key, "texts"));

    public string Text(string key) =>
        _fields[key].Data switch
        {
            null => "",
            string text => text,
            _ => throw Wrong(key, "a text"),
        };

    public MapValue Map(string key) =>
        _fields[key].Data switch
        {
            null => new MapValue(),
            MapValue map => map,
            _ => throw Wrong(key, "a mapping"),
        };

    public UserError Refuse(string problem) => _files.Refuse(Folder, problem);

    private static string PathOf(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    private List<Value> Items(string key) =>
        _fields[key].Data switch
        {
            null => [],
            ListValue list => list.Items,
            _ => throw Wrong(key, "a list"),
        };

    private UserError Wrong(string key, string what) => Refuse($"has '{key}', which must hold {what}");

    private void Check()
    {
        foreach (var key in _fields.Entries.Keys.Where(key => !_fields[key].IsNil))
        {
            if (Refused.Contains(key))
            {
                throw new UserError(
                    $"The kustomization in {_files.Show(Folder)} uses '{key}', which is not followed, so that its images are not known.",
                    "Build it with 'kubectl kustomize' (or kustomize) into a file, and name that file.",
                    FailureKind.Usage
                );
            }

            if (!Followed.Contains(key) && !Indifferent.Contains(key))
            {
                throw Refuse($"has '{key}', which kustomize does not know");
            }
        }
    }
}
