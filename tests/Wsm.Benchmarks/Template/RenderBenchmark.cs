using BenchmarkDotNet.Attributes;
using Wsm.Helm.Charts;
using Wsm.Helm.Rendering;

namespace Wsm.Benchmarks.Template;

/// <summary>
/// Rendering by itself, without reading files and without starting a process; template.sh measures those too, beside helm.
/// </summary>
[MemoryDiagnoser]
public class RenderBenchmark
{
    private Chart _chart = null!;

    [Params(22, 220)]
    public int Aliases { get; set; }

    [Params(false, true)]
    public bool Provenance { get; set; }

    [GlobalSetup]
    public void Load() => _chart = OperatorChart.Load(Aliases);

    [Benchmark]
    public int Render() =>
        TemplateOutput
            .Write(Renderer.Render(_chart, new RenderRequest { TraceProvenance = Provenance }), new TemplateOutputOptions())
            .Length;
}
