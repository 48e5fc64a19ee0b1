using Wsm.Hosting;
using Wsm.Terminal;

namespace Wsm.Demo;

/// <summary>Tells the story step by step, and stops at the first that does not come out as it should.</summary>
internal sealed class DemoStory(DemoTeller teller, UserConsole console, Func<CancellationToken, Task> pause)
{
    /// <param name="steps">Each is asked for when the one before it is done.</param>
    /// <returns>How every step that was reached came out.</returns>
    public async Task<IReadOnlyList<DemoOutcome>> RunAsync(IEnumerable<DemoStep> steps, CancellationToken cancellationToken)
    {
        var outcomes = new List<DemoOutcome>();
        foreach (var step in steps)
        {
            if (outcomes.Count > 0)
            {
                await pause(cancellationToken);
            }

            teller.Begin(outcomes.Count + 1, step);
            try
            {
                var finding = await step.RunAsync(cancellationToken);
                teller.Proved(step, finding);
                outcomes.Add(new DemoOutcome(step.Title, step.Command, true, finding));
            }
            catch (Exception wrong) when (!cancellationToken.IsCancellationRequested)
            {
                teller.Failed(step);
                console.Report(
                    new Failure(
                        $"Step {outcomes.Count + 1} of the demo ({step.Command}) did not give the expected result: "
                            + $"{Failure.Of(wrong, cancellationToken).Message}",
                        "Please report it, with what is above.",
                        ExitCode.Failed
                    ),
                    wrong
                );
                outcomes.Add(new DemoOutcome(step.Title, step.Command, false, wrong.Message));
                break;
            }
        }

        return outcomes;
    }
}
