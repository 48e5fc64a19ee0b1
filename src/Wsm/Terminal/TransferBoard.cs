using System.Collections.Concurrent;
using Wsm.Bundles.Files;
using Wsm.Product.Wording;

namespace Wsm.Terminal;

/// <summary>Shows transfers on a board: an item for each image, a ✓ line for each that is complete.</summary>
public sealed class TransferBoard(UserConsole console, IProgressBoard board) : IProgress<TransferEvent>
{
    private readonly ConcurrentDictionary<string, IProgressItem> _items = new();
    private long _expected;

    public void Report(TransferEvent value)
    {
        switch (value.Kind)
        {
            case TransferEventKind.Started:
                board.Expect(Interlocked.Add(ref _expected, value.Bytes));
                _items[value.Item] = board.Start(value.Item, value.Bytes);
                break;
            case TransferEventKind.Kept:
                if (_items.TryGetValue(value.Item, out var resumed))
                {
                    resumed.Keep(value.Bytes);
                }

                break;
            case TransferEventKind.Advanced or TransferEventKind.Reverted:
                if (_items.TryGetValue(value.Item, out var moving))
                {
                    moving.Advance(value.Bytes);
                }

                if (value is { Kind: TransferEventKind.Reverted, Detail: { } why })
                {
                    console.Say($"{value.Item}: {why}; fetching {ByteSize.Text(-value.Bytes)} again");
                }

                break;
            case TransferEventKind.Retried:
                console.Say($"{value.Item}: {value.Detail}");
                break;
            case TransferEventKind.Finished:
                var started = _items.TryRemove(value.Item, out var finished);
                using (var item = started ? finished! : board.Start(value.Item, 0))
                {
                    item.Finish($"✓ {value.Item}");
                }

                break;
            case TransferEventKind.Failed:
                if (_items.TryRemove(value.Item, out var failed))
                {
                    failed.Dispose();
                }

                console.Say($"✗ {value.Item}");
                break;
            case TransferEventKind.Warned:
                console.Warn(value.Detail ?? value.Item);
                break;
        }
    }
}
