using BenchmarkDotNet.Running;
using Wsm.Benchmarks.Finding;
using Wsm.Benchmarks.Libraries;
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

if (args is ["libraries", var what])
{
    LibraryComparison.Run(what);
    return;
}

// finding.sh: how many images of labelled charts are found.
if (args is ["finding", var labelled, .. var only])
{
    await new FindingMeter(Console.Out).RunAsync(labelled, only.FirstOrDefault());
    return;
}

BenchmarkSwitcher.FromAssembly(System.Reflection.Assembly.GetExecutingAssembly()).Run(args);
