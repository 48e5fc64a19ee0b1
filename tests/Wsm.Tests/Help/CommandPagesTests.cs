namespace Wsm.Tests.Help;

public sealed class CommandPagesTests
{
    [Fact]
    public async Task The_documentation_of_the_commands_is_what_the_commands_say()
    {
        var written = (await RunResult.OfAsync("/", ["docs"])).Output;
        var kept = await File.ReadAllTextAsync(Path.Combine(Checkout.Folder, "docs", "commands.md"), TestContext.Current.CancellationToken);
        Assert.True(written == kept, "docs/commands.md is stale; make it anew: dotnet run --project src/Wsm -- docs > docs/commands.md");
    }

    [Fact]
    public async Task It_has_every_command_with_its_options_and_examples()
    {
        var page = (await RunResult.OfAsync("/", ["docs"])).Output;
        Assert.Contains("\n## wsm registry push\n", page);
        Assert.Contains("| `--catalog FILE` | The catalog that says", page);
        Assert.Contains("\nwsm list --why\n", page);
        Assert.DoesNotContain("wsm docs\n\n", page);
    }
}
