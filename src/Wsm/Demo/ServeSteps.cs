using System.Text.RegularExpressions;
using Wsm.Hosting;

namespace Wsm.Demo;

/// <summary>The other way to be inside: the bundle itself answers, and a chart is installed from it.</summary>
internal sealed partial class ServeSteps(DemoStage stage) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly CancellationTokenSource _stop = new();
    private readonly Transcript _log = new();
    private Task<int>? _running;
    private Uri? _address;

    private string[] Serve => ["serve", "--bundle", stage.Bundle, "--listen", "127.0.0.1:0"];

    private string Values => stage.Folder.Typed("deploy", "values-orchard.yaml");

    /// <summary>The second can be told only when the first has been taken.</summary>
    public IEnumerable<DemoStep> All
    {
        get
        {
            yield return new DemoStep(
                "No registry at all? The bundle is one.",
                "A registry, a chart repository and a page, straight from the bundle's files.",
                $"{DemoShell.Wsm(Serve)} &",
                ServeAsync
            );
            yield return stage.Shell.Helm is { } helm
                ? new DemoStep(
                    "Render the chart from there with helm.",
                    "The helm that is installed here fetches the chart and takes the values that were written.",
                    $"{DemoShell.Typed(["helm", .. HelmTemplate])} | grep image:",
                    token => PullAsync(stage.Shell.RunAsync(helm, HelmTemplate, token))
                )
                : new DemoStep(
                    "Render the chart from there.",
                    "With helm this would be 'helm template'; there is none on PATH, and wsm renders the same.",
                    $"{DemoShell.Wsm(WsmTemplate)} | grep image:",
                    token => PullAsync(RenderAsync(token))
                );
        }
    }

    private string[] HelmTemplate => ["template", "orchard", "orchard", "--repo", $"{_address}", "-f", Values];

    private string[] WsmTemplate => ["template", "orchard", $"orchard@{_address}", "-f", Values];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_running is not null)
        {
            await _running;
        }

        _stop.Dispose();
        await _log.DisposeAsync();
    }

    private async Task<string> ServeAsync(CancellationToken cancellationToken)
    {
        _running = stage.Shell.WsmAsync(Serve, _log, _stop.Token);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (!_log.Text.Contains("Ctrl-C", StringComparison.Ordinal))
        {
            DemoStage.Require(!_running.IsCompleted, $"it ended instead of serving: {_log.Text.Trim()}");
            await Task.Delay(10, limit.Token);
        }

        stage.Shell.Say(_log.TakeNew());
        _address = new Uri(AddressPattern().Match(_log.Text).Value);
        return $"It answers at {_address}, until it is stopped.";
    }

    private async Task<string> PullAsync(Task<string> rendering)
    {
        var lines = (await rendering).Split('\n').Where(line => line.Contains("image:", StringComparison.Ordinal)).ToList();
        stage.Shell.Say(string.Join('\n', [.. lines, ""]));
        DemoStage.Require(lines.Count == 2, $"the chart has {lines.Count} images, and should have 2");
        foreach (var line in lines)
        {
            DemoStage.Require(line.Contains($"\"{stage.Inside.Host}/", StringComparison.Ordinal), $"{line.Trim()} is not from inside");
        }

        await _stop.CancelAsync();
        DemoStage.Require(await _running! == ExitCode.Done, "wsm serve did not end well");
        var asked = _log.TakeNew()
            .Split('\n')
            .Where(line => line.Contains(" GET /", StringComparison.Ordinal))
            .Select(line => RequestPattern().Match(line).Value)
            .ToList();
        DemoStage.Require(
            asked.Any(request => request.Contains("/orchard-2.3.0.tgz 200", StringComparison.Ordinal)),
            $"the chart was not fetched from the bundle: {string.Join(", ", asked)}"
        );
        return $"Both images come from inside. The bundle was asked for: {string.Join(", ", asked.Distinct())}.";
    }

    private async Task<string> RenderAsync(CancellationToken cancellationToken)
    {
        await using var said = new Transcript();
        var exitCode = await stage.Shell.WsmAsync(WsmTemplate, said, cancellationToken);
        DemoStage.Require(exitCode == ExitCode.Done, $"it ended with exit code {exitCode}: {said.Text.Trim()}");
        return said.Text;
    }

    [GeneratedRegex(@"http://[^\s/]+/")]
    private static partial Regex AddressPattern();

    /// <summary>Path and status.</summary>
    [GeneratedRegex(@"(?<= GET )\S+ \d+")]
    private static partial Regex RequestPattern();
}
