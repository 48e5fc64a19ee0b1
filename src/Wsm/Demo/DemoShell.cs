using System.Diagnostics;
using Wsm.Hosting;
using Wsm.Product.Failures;

namespace Wsm.Demo;

/// <summary>
/// Runs the commands of the story, in a world without the person's own settings: no proxy, no credentials, no cache, no demanded
/// signatures.
/// </summary>
internal sealed class DemoShell : IDisposable
{
    private static readonly string[] Kept = ["PATH", "TERM", "NO_COLOR", "LANG", "SystemRoot"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly RunProgram _run;
    private readonly WsmContext _context;
    private readonly TextWriter? _listener;

    // For helm, which keeps repositories and charts there. wsm gets none, so that it keeps nothing and fetches everything.
    private readonly string _home = Directory.CreateTempSubdirectory("wsm-demo-home-").FullName;
    private readonly Dictionary<string, string> _environment;

    public DemoShell(RunProgram run, WsmContext context, TextWriter? listener)
    {
        _run = run;
        _context = context;
        _listener = listener;
        _environment = context.Environment.Where(variable => Kept.Contains(variable.Key)).ToDictionary();
    }

    /// <summary>The helm that is installed here, if one is.</summary>
    public string? Helm =>
        (_context.Variable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "helm.exe" : "helm"))
            .FirstOrDefault(File.Exists);

    /// <summary>A command line as one would type it.</summary>
    public static string Typed(params IEnumerable<string> words) =>
        string.Join(
            ' ',
            words.Select(word =>
                word.Any(letter => char.IsWhiteSpace(letter) || letter is '\'' or '*' or '$')
                    ? $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'"
                    : word
            )
        );

    public static string Wsm(IEnumerable<string> arguments) => Typed([.. arguments.Prepend("wsm")]);

    /// <summary>Runs wsm and lets everybody hear it.</summary>
    public async Task<(int ExitCode, string Text)> WsmAsync(string[] arguments, CancellationToken cancellationToken)
    {
        await using var said = new Transcript(_listener);
        var exitCode = await WsmAsync(arguments, said, cancellationToken);
        return (exitCode, said.Text);
    }

    public Task<int> WsmAsync(string[] arguments, Transcript said, CancellationToken cancellationToken) =>
        _run(
            arguments,
            new WsmContext
            {
                Out = said,
                Error = said,
                Width = _context.Width,
                Environment = _environment,
                CurrentDirectory = _context.CurrentDirectory,
                Time = _context.Time,
            },
            cancellationToken
        );

    public void Say(string text)
    {
        _listener?.Write(text);
        _listener?.Flush();
    }

    /// <summary>Runs another program and returns its standard output.</summary>
    /// <exception cref="UserError">It failed.</exception>
    public async Task<string> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _context.CurrentDirectory,
        };
        start.Environment.Clear();
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["HOME"] = _home;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var process = Process.Start(start)!;
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0
                ? await output
                : throw new UserError($"{Path.GetFileName(program)} ended with exit code {process.ExitCode}: {(await error).Trim()}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new UserError($"{Path.GetFileName(program)} did not end within {Patience.TotalSeconds:0} s.");
        }
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);
}
