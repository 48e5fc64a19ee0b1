namespace Wsm.Helm.Charts.Loading;

/// <summary>A chart's files by what they are for.</summary>
internal sealed class ChartParts
{
    private readonly List<ChartFile> _legacy = [];
    private readonly Dictionary<string, List<ChartFile>> _subCharts = new(StringComparer.Ordinal);

    public ChartFile? ChartYaml { get; private set; }

    public ChartFile? Requirements { get; private set; }

    public ChartFile? Values { get; private set; }

    public ChartFile? Schema { get; private set; }

    public List<ChartFile> Templates { get; } = [];

    public List<ChartFile> Files { get; } = [];

    /// <summary>
    /// By the first step below <c>charts/</c>, in the order of names, so that nothing depends on how an archive was packed.
    /// </summary>
    public IEnumerable<(string Name, List<ChartFile> Files)> SubCharts
    {
        get
        {
            string[] names = [.. _subCharts.Keys];
            Array.Sort(names, StringComparer.Ordinal);
            foreach (var name in names)
            {
                yield return (name, _subCharts[name]);
            }
        }
    }

    public static ChartParts Sort(IReadOnlyList<ChartFile> files)
    {
        var parts = new ChartParts();
        foreach (var file in files)
        {
            parts.Add(file);
        }

        return parts;
    }

    /// <summary>requirements.yaml and its lock are ordinary files as well, in charts of apiVersion v1.</summary>
    public void AddLegacyFiles() => Files.AddRange(_legacy);

    private void Add(ChartFile file)
    {
        switch (file.Name)
        {
            case MetadataReader.FileName:
                ChartYaml = file;
                break;
            case "Chart.lock":
                break;
            case "values.yaml":
                Values = file;
                break;
            case "values.schema.json":
                Schema = file;
                break;
            case "requirements.yaml":
                Requirements = file;
                _legacy.Add(file);
                break;
            case "requirements.lock":
                _legacy.Add(file);
                break;
            case var name when name.StartsWith("templates/", StringComparison.Ordinal):
                Templates.Add(file);
                break;
            case var name when name.StartsWith("charts/", StringComparison.Ordinal) && !name.EndsWith(".prov", StringComparison.Ordinal):
                AddToSubChart(new ChartFile(name["charts/".Length..], file.Bytes));
                break;
            default:
                Files.Add(file);
                break;
        }
    }

    private void AddToSubChart(ChartFile file)
    {
        var cut = file.Name.IndexOf('/');
        var chart = cut < 0 ? file.Name : file.Name[..cut];
        if (!_subCharts.TryGetValue(chart, out var files))
        {
            _subCharts.Add(chart, files = []);
        }

        files.Add(file);
    }
}
