using BenchmarkDotNet.Running;
using Wsm.Benchmarks.Template;

// template.sh asks for the chart as a folder, so that helm can render it too.
if (args is ["chart", var folder, var aliases])
{
    foreach (var file in OperatorChart.Files(int.Parse(aliases)))
    {
        var path = Path.Combine(folder, file.Name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, file.Bytes.ToArray());
    }

    return;
}

BenchmarkSwitcher.FromAssembly(System.Reflection.Assembly.GetExecutingAssembly()).Run(args);
