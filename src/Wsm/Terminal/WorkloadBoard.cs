using System.Collections.Concurrent;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Wsm.Terminal;

/// <summary>Bars on standard error: one for each workload that is waited for, with what it waits for.</summary>
internal sealed class WorkloadBoard
{
    private const int BarWidth = 20;

    private readonly ProgressContext _bars;
    private readonly ConcurrentDictionary<string, ProgressTask> _shown = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, string> _said = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _reasons = new(StringComparer.Ordinal);

    private WorkloadBoard(ProgressContext bars) => _bars = bars;

    public static async Task<T> RunAsync<T>(IAnsiConsole console, Func<WorkloadBoard, Task<T>> work) =>
        await console
            .Progress()
            .AutoRefresh(true)
            .AutoClear(true)
            .HideCompleted(true)
            .Columns(new ReadyColumn(), new ProgressBarColumn { Width = BarWidth }, new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(bars => work(new WorkloadBoard(bars)))
            .ConfigureAwait(false);

    /// <param name="workload">What it is: <c>Deployment shop/web</c>.</param>
    /// <param name="waits">Why it is not further, in a few words.</param>
    public void Show(string workload, long ready, long wanted, string waits)
    {
        var bar = _shown.GetOrAdd(workload, _ => _bars.AddTask(Markup.Escape(SafeText.Of(workload)), maxValue: 1));
        // A bar that is full counts as over, and what still waits is not.
        (bar.MaxValue, bar.Value) = (Math.Max(1, wanted), Math.Min(ready, Math.Max(1, wanted) - 0.01));
        _said[workload] = waits;
        Describe(workload, bar);
    }

    /// <summary>Says beside it why its pods do not start.</summary>
    /// <param name="reason">The cluster's word: <c>ImagePullBackOff</c>.</param>
    public void Trouble(string workload, string reason)
    {
        _reasons[workload] = reason;
        if (_shown.TryGetValue(workload, out var bar))
        {
            Describe(workload, bar);
        }
    }

    private void Describe(string workload, ProgressTask bar)
    {
        var reason = _reasons.TryGetValue(workload, out var known) ? $", {known}" : "";
        bar.Description = Markup.Escape(SafeText.Of($"{workload}: {_said.GetValueOrDefault(workload)}{reason}"));
    }

    /// <summary>Takes it off the board.</summary>
    public void End(string workload)
    {
        if (_shown.TryRemove(workload, out var bar))
        {
            bar.Value = bar.MaxValue;
            bar.StopTask();
        }
    }

    /// <summary>How many are ready of those that are wanted.</summary>
    private sealed class ReadyColumn : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(string.Create(CultureInfo.InvariantCulture, $"{Math.Round(task.Value):0}/{task.MaxValue:0}"))
            {
                Justification = Justify.Right,
            };
    }
}
