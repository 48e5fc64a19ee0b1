using System.Net;
using System.Text.RegularExpressions;
using Wsm.Hosting;

namespace Wsm.Tests.Serve;

/// <summary><c>wsm serve</c> in this process, from its first line to its exit code.</summary>
internal sealed class RunningServe : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly WsmContext _context;
    private readonly Announced _output;
    private readonly StringWriter _error;
    private readonly Task<int> _run;

    private RunningServe(string[] arguments)
    {
        _output = new Announced();
        _error = new StringWriter();
        _context = new WsmContext
        {
            Out = _output,
            Error = _error,
            CurrentDirectory = Path.GetTempPath(),
        };
        _run = Application.RunAsync(
            ["serve", .. arguments.Contains("--listen") ? [] : (string[])["--listen", "127.0.0.1:0"], .. arguments],
            _context,
            _stop.Token
        );
    }

    public Uri Address { get; private set; } = null!;

    public string Host => Address.Authority;

    public HttpClient Http { get; private set; } = null!;

    public string Error => _error.ToString();

    public static async Task<RunningServe> StartAsync(params string[] arguments)
    {
        var serve = new RunningServe(arguments);
        await Task.WhenAny(serve._output.Line.Task, serve._run);
        if (serve._run.IsCompleted)
        {
            throw new InvalidOperationException($"wsm serve ended with {await serve._run}: {serve.Error}");
        }

        serve.Address = new Uri(Regex.Match(await serve._output.Line.Task, "https?://[^ ]+").Value);
        serve.Http = new HttpClient { BaseAddress = serve.Address };
        return serve;
    }

    /// <summary>As Ctrl-C; the exit code.</summary>
    public async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        return await _run;
    }

    public async Task<(HttpStatusCode Status, byte[] Body)> GetAsync(string path)
    {
        using var answer = await Http.GetAsync(path, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        await StopAsync();
        _stop.Dispose();
        _context.Dispose();
    }

    /// <summary>Tells when the first line has been written.</summary>
    private sealed class Announced : StringWriter
    {
        public TaskCompletionSource<string> Line { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            Line.TrySetResult(value ?? "");
        }
    }
}
