using Wsm.Demo;
using Wsm.Hosting;
using Wsm.Product.Wording;
using Wsm.Terminal;

namespace Wsm.Tests.Terminal;

public sealed class UserConsoleTests : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData(Verbosity.Quiet, "")]
    [InlineData(Verbosity.Normal, "said\n")]
    [InlineData(Verbosity.Verbose, "said\ndetail\n")]
    [InlineData(Verbosity.Debug, "said\ndetail\ndebug\n")]
    public void What_is_beside_the_result_goes_to_standard_error_as_far_as_it_is_wanted(Verbosity verbosity, string expected)
    {
        var console = new UserConsole(Context(), verbosity);
        console.Print("result");
        console.Say("said");
        console.Detail("detail");
        console.Debug("debug");
        Assert.Equal(("result\n", expected), (_out.ToString(), _error.ToString()));
    }

    [Fact]
    public void Colour_is_only_for_terminals_and_never_with_NO_COLOR()
    {
        new UserConsole(Context(terminal: true)).Warn("x");
        new UserConsole(Context(terminal: true, ("NO_COLOR", "1"))).Warn("x");
        new UserConsole(Context()).Warn("x");
        Assert.Equal("\e[33mWarning:\e[0m x\nWarning: x\nWarning: x\n", _error.ToString());
    }

    [Fact]
    public async Task Off_a_terminal_a_finished_item_is_one_plain_line()
    {
        var console = new UserConsole(Context());
        await console.ShowProgressAsync(board =>
        {
            using var item = board.Start("image", 10);
            item.Advance(10);
            item.Finish("✓ image");
            return Task.FromResult(0);
        });
        Assert.Equal(("✓ image\n", ""), (_out.ToString(), _error.ToString()));
    }

    [Fact]
    public async Task On_a_terminal_bars_are_drawn_on_standard_error_and_results_stay_clean()
    {
        await using var screen = new Transcript();
        using var context = new WsmContext
        {
            Out = _out,
            Error = screen,
            ErrorIsTerminal = true,
            CurrentDirectory = "/",
        };
        await new UserConsole(context).ShowProgressAsync(async board =>
        {
            board.Expect(100);
            using var item = board.Start("an [odd] name", 100);
            item.Advance(50);
            while (!screen.Text.Contains("an [odd] name", StringComparison.Ordinal))
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            item.Finish("✓ done");
            return 0;
        });
        Assert.Equal("✓ done\n", _out.ToString());
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.00 KiB")]
    [InlineData(1_572_864, "1.50 MiB")]
    [InlineData(33_554_432, "32.0 MiB")]
    [InlineData(long.MaxValue, "8.00 EiB")]
    public void Sizes_are_told_in_three_figures(long bytes, string expected) => Assert.Equal(expected, ByteSize.Text(bytes));

    [Theory]
    [InlineData("lsit", "list")]
    [InlineData("Downlaod", "download")]
    [InlineData("--offlin", "--offline")]
    [InlineData("xyz", null)]
    public void A_slip_of_the_fingers_is_recognised(string word, string? expected) =>
        Assert.Equal(expected, Suggestion.Nearest(word, ["list", "download", "--offline"]));

    private WsmContext Context(bool terminal = false, params (string Name, string Value)[] environment) =>
        new()
        {
            Out = _out,
            Error = _error,
            ErrorIsTerminal = terminal,
            CurrentDirectory = "/",
            Environment = environment.ToDictionary(pair => pair.Name, pair => pair.Value),
        };
}
