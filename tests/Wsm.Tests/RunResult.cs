using Wsm.Hosting;

namespace Wsm.Tests;

/// <summary>What a run of the program in this process printed and returned.</summary>
internal sealed record RunResult(int ExitCode, string Output, string Error)
{
    public static Task<RunResult> OfAsync(string folder, IReadOnlyList<string> arguments, CancellationToken cancellationToken = default) =>
        OfAsync(folder, arguments, new Dictionary<string, string>(), cancellationToken);

    public static async Task<RunResult> OfAsync(
        string folder,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken = default
    )
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var context = new WsmContext
        {
            Out = output,
            Error = error,
            CurrentDirectory = folder,
            Environment = environment,
        };
        var exitCode = await Application.RunAsync(arguments, context, cancellationToken);
        return new RunResult(exitCode, output.ToString(), error.ToString());
    }
}
