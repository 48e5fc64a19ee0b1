using Wsm.Hosting;

namespace Wsm.Tests;

/// <summary>What a run of the program in this process printed and returned.</summary>
internal sealed record RunResult(int ExitCode, string Output, string Error)
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    /// <summary>A run that needs no folder of its own.</summary>
    public static Task<RunResult> OfAsync(params string[] arguments) => InAsync(null, "", arguments);

    public static Task<RunResult> OfAsync(string folder, IReadOnlyList<string> arguments, CancellationToken cancellationToken = default) =>
        OfAsync(folder, arguments, NoEnvironment, cancellationToken);

    public static Task<RunResult> OfAsync(
        string folder,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken = default
    ) =>
        OfAsync(
            (output, error) =>
                new()
                {
                    Out = output,
                    Error = error,
                    CurrentDirectory = folder,
                    Environment = environment,
                },
            arguments,
            cancellationToken
        );

    /// <param name="home">The user's home folder; null for none.</param>
    /// <param name="input">What is read from standard input.</param>
    /// <param name="arguments">After <c>wsm</c>.</param>
    public static Task<RunResult> InAsync(string? home, string input, params string[] arguments) =>
        OfAsync(
            (output, error) =>
                new()
                {
                    Out = output,
                    Error = error,
                    CurrentDirectory = Path.GetTempPath(),
                    In = new StringReader(input),
                    Environment = home is null ? NoEnvironment : new() { ["HOME"] = home },
                },
            arguments,
            TestContext.Current.CancellationToken
        );

    /// <summary>The run, which must have ended well.</summary>
    public static async Task<RunResult> WellAsync(params string[] arguments)
    {
        var run = await OfAsync(arguments);
        Assert.True(run.ExitCode == 0, $"wsm {string.Join(' ', arguments)} ended with {run.ExitCode}:\n{run.Error}{run.Output}");
        return run;
    }

    /// <param name="world">Makes the program's surroundings around the two writers that its output and its errors go to.</param>
    /// <param name="arguments">After <c>wsm</c>.</param>
    /// <param name="cancellationToken">Ends the run as an interrupt does.</param>
    public static async Task<RunResult> OfAsync(
        Func<TextWriter, TextWriter, WsmContext> world,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken = default
    )
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        using var context = world(output, error);
        var exitCode = await Application.RunAsync(arguments, context, cancellationToken);
        return new RunResult(exitCode, output.ToString(), error.ToString());
    }
}
