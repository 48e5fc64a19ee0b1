using Wsm.Hosting;

namespace Wsm.Tests.Push;

/// <summary>One run of the program in this process, and all that it said.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    public static Task<ProgramRun> OfAsync(params string[] arguments) => InAsync(null, "", arguments);

    /// <param name="home">The user's home folder; null for none.</param>
    /// <param name="input">What is read from standard input.</param>
    /// <param name="arguments">After <c>wsm</c>.</param>
    public static async Task<ProgramRun> InAsync(string? home, string input, params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        using var context = new WsmContext
        {
            Out = output,
            Error = error,
            CurrentDirectory = Path.GetTempPath(),
            In = new StringReader(input),
            Environment = home is null ? new Dictionary<string, string>() : new() { ["HOME"] = home },
        };
        var exitCode = await Application.RunAsync(arguments, context, TestContext.Current.CancellationToken);
        return new ProgramRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>The run, which must have ended well.</summary>
    public static async Task<ProgramRun> WellAsync(params string[] arguments)
    {
        var run = await OfAsync(arguments);
        Assert.True(run.ExitCode == 0, $"wsm {string.Join(' ', arguments)} ended with {run.ExitCode}:\n{run.Error}{run.Output}");
        return run;
    }
}
