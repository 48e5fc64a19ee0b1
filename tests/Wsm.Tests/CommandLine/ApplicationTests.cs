using Wsm.Hosting;
using Wsm.Peers;
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
    public void Every_command_is_listed_under_its_own_name_and_means_the_same_alone_as_among_the_others()
    {
        using var context = new WsmContext
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            CurrentDirectory = "/",
        };
        foreach (var verb in Verbs.Groups.SelectMany(group => group.Verbs))
        {
            var command = Application.Parse([verb.Name, "--help"], context).CommandResult.Command;
            Assert.Equal(verb.Name, command.Name);
            var among = Verbs.All(context).Single(other => other.Name == verb.Name);
            Assert.Equal([.. among.Options.Select(option => option.Name)], command.Options.Select(option => option.Name));
        }
    }

    [Fact]
    public async Task Help_about_a_command_that_does_not_exist_is_refused()
    {
        var run = await RunResult.OfAsync("/", ["anything", "--help"]);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("There is no command or option 'anything'.", run.Error);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Every_command_shows_examples_in_its_help()
    {
        using var context = new WsmContext
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            CurrentDirectory = "/",
        };
        foreach (var verb in Verbs.All(context).Where(verb => !verb.Hidden))
        {
            var run = await RunResult.OfAsync("/", [verb.Name, "--help"]);
            Assert.True(
                run.Output.Contains("Examples:\n", StringComparison.Ordinal) || verb.Subcommands.Count > 0,
                $"wsm {verb.Name} --help has no examples"
            );
            Assert.Equal(ExitCode.Done, run.ExitCode);
        }
    }

    [Fact]
    public async Task The_help_shows_every_command_under_a_heading_in_the_order_of_the_walk_and_a_story_of_five_examples()
    {
        var run = await RunResult.OfAsync("/", ["--help"]);
        using var context = new WsmContext
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            CurrentDirectory = "/",
        };
        string[] walk =
        [
            "\nOutside",
            "list",
            "download",
            "\nThe bundle",
            "verify",
            "pack",
            "apply",
            "\nInside",
            "push",
            "check",
            "values",
            "serve",
            "load",
            "\nBoth sides",
            "login",
            "template",
            "\nTo begin with",
            "demo",
            "doctor",
            "help",
            "version",
        ];
        var places = walk.Select(name => run.Output.IndexOf(name[0] == '\n' ? name : $"\n  {name} ", StringComparison.Ordinal)).ToList();
        Assert.Equal([.. places.Order()], places);
        Assert.DoesNotContain(-1, places);
        Assert.All(Verbs.All(context).Where(verb => !verb.Hidden), verb => Assert.Contains($"\n  {verb.Name} ", run.Output));
        Assert.Equal(5, run.Output.Split("\n  # ").Length - 1);
        Assert.All(run.Output.Split('\n').TakeWhile(line => line != "Examples:"), line => Assert.InRange(line.Length, 0, 120));
    }

    [Theory]
    [InlineData("pull", "Did you mean 'download'?")]
    [InlineData("install", "Did you mean 'deploy'?")]
    [InlineData("--registry r.example.com", "--registry is an option of ")]
    [InlineData("verify d/bundle", "Did you mean '--bundle d/bundle'?")]
    [InlineData("push registry.example.com:5000", "Did you mean '--registry registry.example.com:5000'?")]
    [InlineData("list oci://h/x", "Did you mean '--chart oci://h/x'?")]
    [InlineData("list my.yaml", "Did you mean '--catalog my.yaml'?")]
    [InlineData("list --catalog chart", "A chart is named with --chart chart.")]
    [InlineData("list --chart bitnami/redis", "write redis@https://REPOSITORY ('helm repo list'")]
    [InlineData("list --chart redis@charts.example.com", "Did you mean redis@https://charts.example.com?")]
    [InlineData("list --chart chart/values.yaml", "Values go to -f")]
    [InlineData("download --platform amd64 --chart chart", "Did you mean linux/amd64?")]
    [InlineData("download -o yaml", "--output takes json, text; 'yaml' is none of them.")]
    [InlineData("values --registry", "--registry needs a value: HOST")]
    [InlineData("login", "is missing: ")]
    [InlineData("push --registry r.io", "There is one in '")]
    [InlineData("verify -b half", "its download was interrupted")]
    [InlineData("push -b d/bundle --charts r.example.com/charts", "Write oci://r.example.com/charts for a registry")]
    [InlineData("push -b d/bundle --charts oci//r.example.com", "Write oci://r.example.com for a registry")]
    public async Task What_a_newcomer_gets_wrong_is_answered_with_what_helps(string arguments, string expected)
    {
        using var folder = new TemporaryFolder();
        folder.Write("d/bundle/bundle.json", "{}");
        folder.Write("half/bundle.json.partial", "{}");
        folder.Write("chart/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n");
        folder.Write("chart/values.yaml", "a: 1\n");
        var run = await RunResult.OfAsync(folder.Path, arguments.Split(' '));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
    }

    [Fact]
    public async Task An_interruption_ends_with_130_and_no_stack_trace()
    {
        using var interruption = new CancellationTokenSource();
        await using var server = new FaultServer(_ =>
        {
            interruption.Cancel();
            return Reply.Text(200, "entries: {}") with { StallAfter = 1 };
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
