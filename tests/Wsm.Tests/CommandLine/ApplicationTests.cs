using Wsm.CommandLine;
using Wsm.Terminal;

namespace Wsm.Tests.CommandLine;

public sealed class ApplicationTests
{
    [Fact]
    public async Task The_version_is_one_line()
    {
        var run = await RunResult.OfAsync("/", ["--version"]);
        Assert.Equal($"wsm {ProgramVersion.Number}\n", run.Output);
    }

    [Fact]
    public async Task Every_command_shows_examples_in_its_help()
    {
        using var context = new WsmContext { Out = TextWriter.Null, Error = TextWriter.Null, CurrentDirectory = "/" };
        foreach (var verb in Verbs.All(context).Where(verb => !verb.Hidden))
        {
            var run = await RunResult.OfAsync("/", [verb.Name, "--help"]);
            Assert.True(run.Output.Contains("Examples:\n", StringComparison.Ordinal) || verb.Subcommands.Count > 0, $"wsm {verb.Name} --help has no examples");
            Assert.Equal(ExitCode.Done, run.ExitCode);
        }
    }

    [Fact]
    public async Task The_help_shows_the_commands_in_the_order_of_the_walk_and_a_story_of_five_examples()
    {
        var run = await RunResult.OfAsync("/", ["--help"]);
        string[] walk = ["list", "download", "verify", "apply", "push", "check", "values", "mirror", "load", "login", "logout", "registry", "template", "demo", "version"];
        var places = walk.Select(name => run.Output.IndexOf($"\n  {name} ", StringComparison.Ordinal)).ToList();
        Assert.Equal([.. places.Order()], places);
        Assert.DoesNotContain(-1, places);
        Assert.Equal(5, run.Output.Split("\n  # ").Length - 1);
    }

    [Fact]
    public async Task An_interruption_ends_with_130_and_no_stack_trace()
    {
        using var interruption = new CancellationTokenSource();
        await using var server = new Peers.FaultServer(_ =>
        {
            interruption.Cancel();
            return Peers.Reply.Text(200, "entries: {}") with { StallAfter = 1 };
        });
        var run = await RunResult.OfAsync("/", ["list", "--chart", $"app@{server.Url}"], interruption.Token);
        Assert.Equal((ExitCode.Interrupted, "Interrupted.\n"), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData(typeof(IOException), ExitCode.Failed, false)]
    [InlineData(typeof(InvalidOperationException), ExitCode.Failed, true)]
    [InlineData(typeof(OperationCanceledException), ExitCode.Failed, false)]
    public void An_exception_becomes_a_failure_with_an_exit_code(Type type, int exitCode, bool unexpected)
    {
        var failure = Failure.Of((Exception)Activator.CreateInstance(type)!, default);
        Assert.Equal((exitCode, unexpected), (failure.ExitCode, failure.IsUnexpected));
    }
}
