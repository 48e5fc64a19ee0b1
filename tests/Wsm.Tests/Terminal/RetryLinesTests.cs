using Wsm.Hosting;
using Wsm.Oci.Registry.Options;
using Wsm.Terminal;

namespace Wsm.Tests.Terminal;

public sealed class RetryLinesTests
{
    [Fact]
    public void Transfers_that_wait_for_one_host_are_one_line_a_round()
    {
        using var error = new StringWriter { NewLine = "\n" };
        using var context = new WsmContext
        {
            Out = TextWriter.Null,
            Error = error,
            CurrentDirectory = ".",
        };
        var time = new ManualTime();
        var lines = new RetryLines(new UserConsole(context), time);

        for (var transfer = 0; transfer < 3; transfer++)
        {
            lines.Say(Notice("a", 1));
        }

        lines.Say(Notice("b", 1));
        lines.Say(Notice("a", 2));
        time.Advance(TimeSpan.FromSeconds(2));
        lines.Say(Notice("a", 1));

        Assert.Equal(
            ["a (retry 1)", "b (retry 1)", "a (retry 2)", "a (retry 1)"],
            error
                .ToString()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line[..1] + line[(line.LastIndexOf('(') - 1)..])
        );

        static RetryNotice Notice(string host, int attempt) => new(host, "503 Service Unavailable", attempt, TimeSpan.FromSeconds(1));
    }
}
