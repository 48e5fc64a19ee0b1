using Wsm.Hosting;
using Wsm.Peers;

namespace Wsm.Tests.Completion;

/// <summary>The scripts in the real shells.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CompletionTests()
    {
        _folder.Write("a file.yaml", "");
        Directory.CreateDirectory(_folder["a folder"]);
    }

    public static TheoryData<string> Shells => ["bash", "zsh", "fish"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Commands_are_completed(string shell) =>
        Assert.Equal(["list", "load", "login", "logout"], await CompleteAsync(shell, "wsm l"));

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task So_are_commands_of_commands_and_their_options(string shell)
    {
        Assert.Contains("push", await CompleteAsync(shell, "wsm registry "));
        Assert.Equal(["--path-style"], await CompleteAsync(shell, "wsm registry push --path"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Options_are_those_of_the_command_and_those_of_every_command(string shell)
    {
        Assert.Contains("--why", await CompleteAsync(shell, "wsm list --w"));
        Assert.Contains("--no-progress", await CompleteAsync(shell, "wsm list --no"));
        Assert.DoesNotContain("--why", await CompleteAsync(shell, "wsm push --w"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Values_that_are_a_choice_are_offered(string shell)
    {
        Assert.Equal(["flat"], await CompleteAsync(shell, "wsm push --path-style f"));
        Assert.Equal(["json"], await CompleteAsync(shell, "wsm verify -o j"));
        Assert.Equal(["zsh"], await CompleteAsync(shell, "wsm completion z"));
        Assert.Equal(["relocation"], await CompleteAsync(shell, "wsm help rel"));
        Assert.Equal(["download"], await CompleteAsync(shell, "wsm help dow"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Where_a_file_fits_files_are_offered_and_where_a_folder_fits_folders(string shell)
    {
        Assert.Contains("a file.yaml", await CompleteAsync(shell, "wsm list --catalog "));
        Assert.Contains("a file.yaml", await CompleteAsync(shell, "wsm verify --bundle "));
        var folders = await CompleteAsync(shell, "wsm download --bundle ");
        Assert.Contains("a folder", folders);
        Assert.DoesNotContain("a file.yaml", folders);
    }

    [Fact]
    public async Task Bash_completes_after_an_equals_sign_too() =>
        Assert.Equal(["keep"], await CompleteAsync("bash", "wsm push --path-style = k"));

    [Fact]
    public async Task A_shell_that_is_not_known_is_refused()
    {
        var run = await RunResult.OfAsync("/", ["completion", "tcsh"]);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
    }

    /// <summary>What the shell offers for the last word, in order.</summary>
    private async Task<string[]> CompleteAsync(string shell, string line)
    {
        var script = (await RunResult.OfAsync("/", ["completion", shell])).Output;
        var file = _folder.Write($".completion.{shell}", script);
        var answer = shell switch
        {
            "bash" => await BashAsync(file, line),
            "fish" => await FishAsync(file, line),
            _ => await ZshAsync(file, line),
        };
        return
        [
            .. answer
                .Split('\n')
                .Select(word => word.Trim().TrimEnd('/'))
                .Where(word => word.Length > 0)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }

    private async Task<string> BashAsync(string file, string line)
    {
        var words = line.Split(' ');
        var run = await Tool.RunAsync(
            "bash",
            [
                "--norc",
                "-c",
                "source \"$1\"; shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _wsm; printf '%s\\n' \"${COMPREPLY[@]}\"",
                "bash",
                file,
                .. words,
            ],
            _folder.Path
        );
        Assert.Equal("", run.Error);
        return run.Output;
    }

    private async Task<string> FishAsync(string file, string line)
    {
        var environment = new Dictionary<string, string> { ["HOME"] = _folder.Path };
        var run = await Tool.RunAsync(
            "fish",
            ["--no-config", "-c", "source $argv[1]; complete -C $argv[2]", file, line],
            _folder.Path,
            environment
        );
        Assert.Equal("", run.Error);
        return string.Join('\n', run.Output.Split('\n').Select(offer => offer.Split('\t')[0]));
    }

    /// <summary>
    /// zsh completes only in its line editor, which runs here in a terminal of zsh's own making; <c>compadd</c> tells what it is given.
    /// </summary>
    private async Task<string> ZshAsync(string file, string line)
    {
        var capture = Path.Combine(Checkout.Folder, "tests", "Wsm.Tests", "Completion", "capture.zsh");
        var environment = new Dictionary<string, string> { ["HOME"] = _folder.Path, ["ZDOTDIR"] = _folder.Path };
        var run = await Tool.RunAsync("zsh", ["-f", capture, file, line], _folder.Path, environment);
        return run.Output.Replace(@"\ ", " ", StringComparison.Ordinal);
    }
}
