using System.Text.RegularExpressions;
using Wsm.Help;
using Wsm.Hosting;

namespace Wsm.Tests.Help;

public sealed class HelpTopicsTests
{
    public static TheoryData<string> Topics => [.. HelpTopics.Names];

    [Fact]
    public async Task Help_alone_lists_the_topics_with_their_titles()
    {
        var run = await RunResult.OfAsync("/", ["help"]);
        Assert.Equal(0, run.ExitCode);
        Assert.All(HelpTopics.Names, name => Assert.Matches($@"(?m)^  wsm help {name} +\S.+$", run.Output));
    }

    [Theory]
    [MemberData(nameof(Topics))]
    public async Task A_topic_is_printed_and_fits_a_terminal(string topic)
    {
        var run = await RunResult.OfAsync("/", ["help", topic]);
        Assert.Equal(0, run.ExitCode);
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 130));
    }

    /// <summary>A text that speaks of an option which is gone is worse than none.</summary>
    [Theory]
    [MemberData(nameof(Topics))]
    public void Commands_and_options_that_a_topic_names_exist(string topic)
    {
        using var context = new WsmContext
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            CurrentDirectory = "/",
        };
        var verbs = Verbs.All(context).ToList();
        var text = HelpTopics.Read(topic);
        var commands = Regex.Matches(text, @"(?<='|  |&& |; |, )wsm ([a-z]+)").Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.NotEmpty(commands);
        Assert.Equal([], commands.Except(verbs.Select(verb => verb.Name)));
        var options = verbs.SelectMany(verb => verb.Options).SelectMany(option => option.Aliases.Append(option.Name)).ToHashSet();
        Assert.Equal(
            [],
            Regex.Matches(text, @"(?<=[\s'])--[a-z-]+").Select(match => match.Value).Distinct().Except(options).Except(["--help"])
        );
    }

    [Fact]
    public async Task Help_for_a_command_is_that_commands_own()
    {
        Assert.Equal(await RunResult.OfAsync("/", ["push", "--help"]), await RunResult.OfAsync("/", ["help", "push"]));
        Assert.Equal(
            await RunResult.OfAsync("/", ["registry", "check", "--help"]),
            await RunResult.OfAsync("/", ["help", "registry", "check"])
        );
    }

    [Fact]
    public async Task A_topic_that_is_not_known_is_a_mistake_with_a_guess()
    {
        var run = await RunResult.OfAsync("/", ["help", "credential"]);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("Did you mean 'wsm help credentials'?", run.Error);
    }
}
