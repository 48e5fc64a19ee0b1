using Wsm.Demo;
using Wsm.Hosting;
using Wsm.Site.Releases.Objects;
using Wsm.Site.Releases.Readiness;
using Wsm.Terminal;
using Wsm.Terminal.Clusters;

namespace Wsm.Tests.Terminal;

/// <summary>What a person sees of workloads that are waited for.</summary>
public sealed class WorkloadBoardTests : IDisposable
{
    private static readonly ObjectKey Web = new("apps", "Deployment", "shop", "web");

    private readonly StringWriter _out = new();

    public void Dispose() => _out.Dispose();

    [Fact]
    public async Task On_a_terminal_each_has_a_bar_with_what_is_ready_and_why_it_waits()
    {
        await using var screen = new Transcript();
        using var context = Context(screen, isTerminal: true);
        var console = new UserConsole(context);
        var notes = new ReleaseNotes(console, judge: null);

        await console.ShowWorkloadsAsync(async board =>
        {
            notes.Board = board;
            notes.Say(Progress(2, "2 of 3 replicas are [ready]", isOver: false));
            await UntilShownAsync(screen, "2/3");
            await UntilShownAsync(screen, "Deployment shop/web: 2 of 3 replicas are [ready]");
            notes.Say(
                new ReleaseNote(NoteKind.Trouble, "")
                {
                    Trouble = new PodTrouble("Deployment shop/web", "web-1", "main", "ErrImagePull", "no"),
                }
            );
            await UntilShownAsync(screen, "are [ready], ErrImagePull");
            notes.Say(Progress(3, "ready", isOver: true));
            console.Print("result");
            return 0;
        });

        Assert.Contains("Warning: Deployment shop/web does not start: pod web-1, container main: ErrImagePull: no", screen.Text);
        Assert.Contains("Deployment shop/web: ready", screen.Text);
        Assert.Equal("result\n", _out.ToString());
        console.Say("after the board");
        Assert.EndsWith("after the board\n", screen.Text);
    }

    [Fact]
    public async Task Elsewhere_each_change_is_a_line()
    {
        using var error = new StringWriter { NewLine = "\n" };
        using var context = Context(error, isTerminal: false);
        var console = new UserConsole(context);
        var notes = new ReleaseNotes(console, judge: null);

        await console.ShowWorkloadsAsync(board =>
        {
            notes.Board = board;
            notes.Say(Progress(2, "2 of 3 replicas are ready", isOver: false));
            notes.Say(Progress(3, "ready", isOver: true));
            return Task.FromResult(0);
        });

        Assert.Equal("  Deployment shop/web: 2 of 3 replicas are ready\n  Deployment shop/web: ready\n", error.ToString());
    }

    private static ReleaseNote Progress(long ready, string words, bool isOver) =>
        new(NoteKind.Progress, $"{Web}: {words}") { Progress = new WorkloadProgress(Web, ready, 3, isOver ? "" : words, isOver) };

    private static async Task UntilShownAsync(Transcript screen, string text)
    {
        for (var tries = 0; !screen.Text.Contains(text, StringComparison.Ordinal); tries++)
        {
            Assert.True(tries < 500, $"'{text}' was never shown in:\n{screen.Text}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private WsmContext Context(TextWriter error, bool isTerminal) =>
        new()
        {
            Out = _out,
            Error = error,
            ErrorIsTerminal = isTerminal,
            CurrentDirectory = "/",
            Width = 120,
        };
}
