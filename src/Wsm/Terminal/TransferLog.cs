using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Bundles.Files;
using Wsm.Product.Wording;

namespace Wsm.Terminal;

/// <summary>
/// Transfers as newline-delimited JSON for machines; bytes that moved are summed up and told at most twice a second an item.
/// </summary>
public sealed class TransferLog(UserConsole console, TimeProvider time) : IProgress<TransferEvent>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TransferJson Json = new(ReadableJson.Like(TransferJson.Default.Options));
    private readonly Dictionary<string, (long Bytes, long Since)> _moved = [];
    private readonly Lock _state = new();

    public void Report(TransferEvent value)
    {
        lock (_state)
        {
            if (value.Kind != TransferEventKind.Advanced)
            {
                if (_moved.Remove(value.Item, out var rest) && rest.Bytes > 0)
                {
                    Write(new TransferEvent(TransferEventKind.Advanced, value.Item, rest.Bytes));
                }

                Write(value);
                return;
            }

            var (bytes, since) = _moved.TryGetValue(value.Item, out var known) ? known : (0, time.GetTimestamp());
            bytes += value.Bytes;
            if (time.GetElapsedTime(since) >= Interval)
            {
                Write(value with { Bytes = bytes });
                (bytes, since) = (0, time.GetTimestamp());
            }

            _moved[value.Item] = (bytes, since);
        }
    }

    private void Write(TransferEvent value) => console.Print(JsonSerializer.Serialize(value, Json.TransferEvent));
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(TransferEvent))]
internal sealed partial class TransferJson : JsonSerializerContext;
