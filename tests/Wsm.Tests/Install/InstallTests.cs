using Wsm.Peers;

namespace Wsm.Tests.Install;

/// <summary>install.sh up to the build; the build itself is what tests/run.sh and its end-to-end runs use.</summary>
public sealed class InstallTests : IDisposable
{
    private static readonly string Script = Path.Combine(Checkout.Folder, "install.sh");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_missing_is_told_all_at_once_and_nothing_is_left_behind()
    {
        File.Copy(Script, _folder["install.sh"]);
        _folder.Write("bin/dotnet", "#!/bin/sh\necho '8.0.100 [/usr/share/dotnet/sdk]'\n");
        await Tool.RunAsync(Tool.Find("chmod"), ["+x", _folder["bin", "dotnet"]]);
        _folder.Write("target", "a file, not a folder");
        var environment = new Dictionary<string, string> { ["PATH"] = $"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}" };
        var run = await Tool.TryRunAsync(Tool.Find("bash"), [_folder["install.sh"], _folder["target"]], environment: environment);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("run install.sh from a checkout", run.Error, StringComparison.Ordinal);
        Assert.Contains("'dotnet' here knows only 8.0.100", run.Error, StringComparison.Ordinal);
        Assert.Contains($"{_folder["target"]} is none", run.Error, StringComparison.Ordinal);
        Assert.Equal(
            ["bin", "install.sh", "target"],
            Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_build_that_fails_shows_its_output_and_installs_nothing()
    {
        Directory.CreateDirectory(_folder["src", "Wsm"]);
        File.WriteAllText(_folder["src", "Wsm", "Wsm.csproj"], "<Project />");
        File.Copy(Script, _folder["install.sh"]);
        _folder.Write(
            "bin/dotnet",
            "#!/bin/sh\n[ \"$1\" = --list-sdks ] && echo '10.0.100 [x]' && exit\necho 'error CS0000: no luck'\nexit 1\n"
        );
        await Tool.RunAsync(Tool.Find("chmod"), ["+x", _folder["bin", "dotnet"]]);
        var environment = new Dictionary<string, string> { ["PATH"] = $"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}" };
        var run = await Tool.TryRunAsync(Tool.Find("bash"), [_folder["install.sh"], _folder["new", "target"]], environment: environment);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error CS0000: no luck", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["new", "target"]));
    }

    [Theory]
    [InlineData("", "error : the linker is missing", "A native program cannot be made here")]
    [InlineData("--portable", "", "")]
    public async Task Where_no_native_program_can_be_made_or_none_is_wanted_the_portable_one_is(string option, string why, string told)
    {
        Directory.CreateDirectory(_folder["src", "Wsm"]);
        File.WriteAllText(_folder["src", "Wsm", "Wsm.csproj"], "<Project />");
        File.Copy(Script, _folder["install.sh"]);
        _folder.Write(
            "bin/dotnet",
            """
            #!/bin/bash
            case "$*" in
            --list-sdks) echo '10.0.100 [x]' ;;
            *Native=true*) echo 'error : the linker is missing'; exit 1 ;;
            *) while [ "$1" != --output ]; do shift; done; mkdir -p "$2"; printf '#!/bin/sh\necho portable\n' >"$2/wsm"; chmod +x "$2/wsm" ;;
            esac
            """
        );
        await Tool.RunAsync(Tool.Find("chmod"), ["+x", _folder["bin", "dotnet"]]);
        var environment = new Dictionary<string, string> { ["PATH"] = $"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}" };
        var run = await Tool.RunAsync(
            Tool.Find("bash"),
            [_folder["install.sh"], .. option.Length > 0 ? (string[])[option] : [], _folder["target"]],
            environment: environment
        );
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
        Assert.Contains(told, run.Error, StringComparison.Ordinal);
        Assert.Equal(told.Length > 0, run.Error.Contains("slowly", StringComparison.Ordinal));
        Assert.Equal("portable\n", (await Tool.RunAsync(_folder["target", "wsm"], [])).Output);
    }

    [Fact]
    public async Task A_wrong_option_is_refused()
    {
        var run = await Tool.TryRunAsync(Tool.Find("bash"), [Script, "--global"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("there is no option --global", run.Error, StringComparison.Ordinal);
    }
}
