using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Wsm.Helm.Tests.Oracle;

/// <summary>
/// Oracle/main.go as a running process: real text/template with sprig. tests/run.sh builds it and names it in WSM_TEST_ORACLE.
/// </summary>
internal sealed class TemplateOracle : IDisposable
{
    private readonly Process _process;

    public TemplateOracle()
    {
        var program = Environment.GetEnvironmentVariable("WSM_TEST_ORACLE") is { Length: > 0 } named
            ? named
            : Path.Combine(RepositoryRoot(), "tests", ".tools", "oracle");
        Assert.True(File.Exists(program), $"{program} is missing: run tests/run.sh, which builds it");
        _process = Process.Start(new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <returns>What it prints; or its error, and null.</returns>
    public (string? Output, string? Error) Ask(string template, string valuesJson)
    {
        _process.StandardInput.WriteLine($"{{\"template\":{JsonValue.Create(template)!.ToJsonString()},\"values\":{valuesJson}}}");
        _process.StandardInput.Flush();
        var line = _process.StandardOutput.ReadLine();
        Assert.True(line is not null, "the oracle ended");
        using var answer = JsonDocument.Parse(line);
        return answer.RootElement.TryGetProperty("output", out var output)
            ? (output.GetString(), null)
            : (null, answer.RootElement.GetProperty("error").GetString());
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Wsm.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Wsm.sln");
        }

        return folder;
    }
}
