using System.Text;
using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;
using Wsm.Product.Failures;

namespace Wsm.Product.Dependencies;

/// <summary>
/// Lets a chart find its dependencies inside: <c>repository</c> of those that it brings along is written anew in Chart.yaml and
/// Chart.lock, and the lock's digest with them. The files are edited as text, at these places and nowhere else.
/// </summary>
public static class DependencyRewriter
{
    /// <summary>Declarations and their lock, of both versions of the API.</summary>
    private static readonly (string Declared, string Lock)[] Pairs =
    [
        ("Chart.yaml", "Chart.lock"),
        ("requirements.yaml", "requirements.lock"),
    ];

    /// <param name="archive">A chart as <c>helm package</c> makes it.</param>
    /// <param name="repository">The address of the chart store inside, as helm writes it.</param>
    /// <returns>Null where nothing names a public place.</returns>
    /// <exception cref="ChartException">It is no chart.</exception>
    /// <exception cref="UserError">A file cannot be edited.</exception>
    public static RewrittenChart? Rewrite(ReadOnlyMemory<byte> archive, string repository)
    {
        var files = PackedChart.Read(archive).Files;
        var metadata = MetadataReader.Read(files);
        var open = (metadata.Dependencies ?? []).OfType<ChartDependency>().Where(dependency => IsPublic(dependency, repository)).ToList();
        if (open.Count == 0)
        {
            return null;
        }

        var held = InnerCharts.In(files);
        var moved = open.Select(dependency => dependency.Name).Where(held.ContainsKey).ToHashSet(StringComparer.Ordinal);
        var left = open.Where(dependency => !moved.Contains(dependency.Name)).Select(Describe).ToList();
        var inner = new List<InnerChart>();
        foreach (var chart in moved.Order(StringComparer.Ordinal).SelectMany(name => held[name]))
        {
            var deeper = Rewrite(chart.Archive, repository);
            inner.Add(deeper is null ? chart : chart with { Archive = deeper.Archive });
            inner.AddRange(deeper?.Inner ?? []);
            left.AddRange(deeper?.Left ?? []);
        }

        var made = moved.Count == 0 ? archive : ChartPacking.Replace(archive, Edited(files, metadata, moved, repository));
        return new RewrittenChart(made, inner, left);
    }

    private static Dictionary<string, byte[]> Edited(
        IReadOnlyList<ChartFile> files,
        ChartMetadata metadata,
        HashSet<string> moved,
        string repository
    )
    {
        var edited = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var declared = metadata
            .Dependencies!.Select(dependency =>
                dependency is not null && IsMoved(dependency) ? dependency with { Repository = repository } : dependency
            )
            .ToList();
        foreach (var (declaration, locking) in Pairs)
        {
            if (files.LastOrDefault(file => file.Name == declaration) is { } file)
            {
                var edit = new DependencyFile(file, metadata.Name);
                edit.Move(IsMoved, repository);
                Add(file, edit);
            }

            if (files.LastOrDefault(file => file.Name == locking) is { } locked)
            {
                var edit = new DependencyFile(locked, metadata.Name);
                edit.Move(IsMoved, repository);
                edit.SetDigest(LockDigest.Of(declared, edit.Dependencies));
                Add(locked, edit);
            }
        }

        return edited;

        bool IsMoved(ChartDependency dependency) => moved.Contains(dependency.Name) && IsPublic(dependency, repository);

        void Add(ChartFile file, DependencyFile edit)
        {
            if (edit.Text != file.Text)
            {
                edited[file.Name] = Encoding.UTF8.GetBytes(edit.Text);
            }
        }
    }

    /// <summary>Neither beside the chart, nor inside, nor nowhere.</summary>
    private static bool IsPublic(ChartDependency dependency, string repository) =>
        dependency.Repository.TrimEnd('/') != repository
        && dependency.Repository.Length > 0
        && !dependency.Repository.StartsWith("file://", StringComparison.Ordinal);

    private static string Describe(ChartDependency dependency) => $"{dependency.Name} {dependency.Version} of {dependency.Repository}";
}
