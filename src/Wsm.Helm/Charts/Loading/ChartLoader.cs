using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Values;

namespace Wsm.Helm.Charts.Loading;

/// <summary>Makes charts out of folders and archives, with the charts inside them.</summary>
public sealed class ChartLoader(ChartLimits? limits = null)
{
    private readonly ChartLimits _limits = limits ?? ChartLimits.Default;

    /// <param name="path">A folder with a Chart.yaml, or a <c>.tgz</c>.</param>
    /// <exception cref="ChartException">There is no chart, or a broken one.</exception>
    public Chart Load(string path)
    {
        if (Directory.Exists(path))
        {
            if (!File.Exists(Path.Combine(path, "Chart.yaml")))
            {
                throw new ChartException("Chart.yaml file is missing");
            }

            return LoadFiles(ChartFolder.Read(path, _limits));
        }

        if (!File.Exists(path))
        {
            throw new ChartException($"path \"{path}\" not found");
        }

        using var archive = File.OpenRead(path);
        if (archive.ReadByte() != 0x1f || archive.ReadByte() != 0x8b)
        {
            throw new ChartException(
                Path.GetExtension(path) is ".yaml" or ".yml"
                    ? $"file '{path}' seems to be a YAML file, but expected a gzipped archive"
                    : $"file '{path}' does not appear to be a gzipped archive"
            );
        }

        archive.Position = 0;
        return LoadArchive(archive);
    }

    /// <param name="archive">A tar file inside gzip, as <c>helm package</c> makes it.</param>
    /// <exception cref="ChartException">The archive is none, or holds no chart.</exception>
    public Chart LoadArchive(Stream archive)
    {
        var budget = new UnpackBudget(_limits);
        return LoadFiles(PackedChart.Read(archive, _limits, budget).Files, budget);
    }

    /// <inheritdoc cref="LoadArchive(Stream)"/>
    public Chart LoadArchive(ReadOnlyMemory<byte> archive)
    {
        var budget = new UnpackBudget(_limits);
        return LoadFiles(PackedChart.Read(archive, _limits, budget).Files, budget);
    }

    /// <param name="files">With paths that begin inside the chart: <c>Chart.yaml</c>, <c>templates/x.yaml</c>.</param>
    /// <exception cref="ChartException">They are no chart.</exception>
    public Chart LoadFiles(IReadOnlyList<ChartFile> files) => LoadFiles(files, new UnpackBudget(_limits));

    private Chart LoadFiles(IReadOnlyList<ChartFile> files, UnpackBudget budget) => Load(files, _limits.Depth, budget);

    private Chart Load(IReadOnlyList<ChartFile> files, int depth, UnpackBudget budget)
    {
        if (depth == 0)
        {
            throw new ChartException($"charts are nested more than {_limits.Depth} deep");
        }

        var parts = ChartParts.Sort(files);
        var metadata = MetadataReader.Read(parts);
        if (metadata.ApiVersion == "v1")
        {
            parts.AddLegacyFiles();
        }

        var inner = new List<Chart>();
        foreach (var (name, innerFiles) in parts.SubCharts)
        {
            if (name.StartsWith('_') || name.StartsWith('.'))
            {
                continue;
            }

            try
            {
                inner.Add(Load(SubChartFiles(name, innerFiles, metadata.Name, budget), depth - 1, budget));
            }
            catch (ChartException wrong)
            {
                throw new ChartException($"error unpacking subchart {name} in {metadata.Name}: {wrong.Message}", wrong);
            }
        }

        return new Chart
        {
            Metadata = metadata,
            Values = parts.Values is null ? null : Values(parts.Values),
            Schema = parts.Schema,
            Templates = parts.Templates,
            Files = parts.Files,
            Dependencies = inner,
        };
    }

    private IReadOnlyList<ChartFile> SubChartFiles(string name, List<ChartFile> files, string parent, UnpackBudget budget)
    {
        if (name.EndsWith(".tgz", StringComparison.Ordinal))
        {
            if (files[0].Name != name)
            {
                throw new ChartException($"error unpacking subchart tar in {parent}: expected {name}, got {files[0].Name}");
            }

            return PackedChart.Read(files[0].Bytes, _limits, budget).Files;
        }

        var inside = new List<ChartFile>(files.Count);
        foreach (var file in files)
        {
            // A file right in charts/ is no chart.
            if (file.Name.Length > name.Length)
            {
                inside.Add(new ChartFile(file.Name[(name.Length + 1)..], file.Bytes));
            }
        }

        return inside;
    }

    private static MapValue Values(ChartFile file)
    {
        try
        {
            return ValuesReader.Read(file.Text);
        }
        catch (YamlException wrong)
        {
            throw new ChartException($"cannot load values.yaml: cannot unmarshal yaml document: {wrong.Message}", wrong);
        }
    }
}
