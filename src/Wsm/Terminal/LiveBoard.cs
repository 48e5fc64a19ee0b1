using System.Collections.Concurrent;
using Spectre.Console;

namespace Wsm.Terminal;

/// <summary>Bars on standard error: one for the whole, one for each item in work.</summary>
internal sealed class LiveBoard : IProgressBoard
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(100);

    private readonly UserConsole _user;
    private readonly IAnsiConsole _console;
    private readonly ProgressContext _bars;
    private readonly ProgressTask _total;
    private readonly ConcurrentDictionary<Item, bool> _items = new();
    private readonly ConcurrentDictionary<ProgressTask, TransferRate> _rates;
    private readonly TransferRate _rate;
    private readonly TimeProvider _time;
    private long _done;

    private LiveBoard(
        UserConsole user,
        IAnsiConsole console,
        ProgressContext bars,
        ConcurrentDictionary<ProgressTask, TransferRate> rates,
        TimeProvider time
    )
    {
        _user = user;
        _console = console;
        _bars = bars;
        (_rates, _time) = (rates, time);
        _total = bars.AddTask("total", maxValue: 1);
        _rate = _rates[_total] = new TransferRate(time);
    }

    public static async Task<T> RunAsync<T>(UserConsole user, IAnsiConsole console, TimeProvider time, Func<IProgressBoard, Task<T>> work)
    {
        var rates = new ConcurrentDictionary<ProgressTask, TransferRate>();
        return await console
            .Progress()
            .AutoRefresh(true)
            .AutoClear(true)
            .HideCompleted(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new DownloadedColumn(),
                new RateColumn(bar => rates.GetValueOrDefault(bar))
            )
            .StartAsync(async bars =>
            {
                var board = new LiveBoard(user, console, bars, rates, time);
                using var stop = new CancellationTokenSource();
                var drawing = board.DrawAsync(stop.Token);
                try
                {
                    return await work(board).ConfigureAwait(false);
                }
                finally
                {
                    await stop.CancelAsync().ConfigureAwait(false);
                    await drawing.ConfigureAwait(false);
                }
            })
            .ConfigureAwait(false);
    }

    public void Expect(long bytes) => _total.MaxValue = Math.Max(1, bytes);

    public IProgressItem Start(string name, long bytes)
    {
        var bar = _bars.AddTask(Markup.Escape(SafeText.Of(name)), maxValue: Math.Max(1, bytes));
        var item = new Item(this, bar, _rates[bar] = new TransferRate(_time));
        _items[item] = true;
        return item;
    }

    /// <summary>Carries the counters over to the bars a few times a second, so that moving bytes takes no lock of the display.</summary>
    private async Task DrawAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Refresh);
        do
        {
            foreach (var item in _items.Keys)
            {
                item.Draw();
            }

            _rate.Sample();
            _total.Value = Math.Min(Volatile.Read(ref _done), _total.MaxValue);
        } while (await Tick(timer, stop).ConfigureAwait(false));
    }

    private static async Task<bool> Tick(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void PrintAbove(string line)
    {
        // Two consoles on one screen would overwrite each other, so the line goes where the bars are drawn.
        if (_user.OutIsTerminal)
        {
            _console.WriteLine(SafeText.Of(line));
        }
        else
        {
            _user.Print(line);
        }
    }

    private sealed class Item(LiveBoard board, ProgressTask bar, TransferRate rate) : IProgressItem
    {
        private long _bytes;

        public void Advance(long bytes)
        {
            Keep(bytes);
            if (bytes <= 0)
            {
                return;
            }

            rate.Add(bytes);
            board._rate.Add(bytes);
        }

        public void Keep(long bytes)
        {
            Interlocked.Add(ref _bytes, bytes);
            Interlocked.Add(ref board._done, bytes);
        }

        public void Draw()
        {
            rate.Sample();
            bar.Value = Math.Min(Volatile.Read(ref _bytes), bar.MaxValue);
        }

        public void Finish(string? line = null)
        {
            Dispose();
            if (line is not null)
            {
                board.PrintAbove(line);
            }
        }

        public void Dispose()
        {
            if (board._items.TryRemove(this, out _))
            {
                bar.Value = bar.MaxValue;
                bar.StopTask();
                board._rates.TryRemove(bar, out _);
            }
        }
    }
}
