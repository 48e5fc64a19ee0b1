using Wsm.Oci.Registry.Options;

namespace Wsm.Terminal;

/// <summary>
/// Says why it takes longer: one line a round, however many transfers wait for the same host for the same reason.
/// </summary>
public sealed class RetryLines(UserConsole console, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Host, string Reason, int Attempt), (long At, TimeSpan Pause)> _said = [];

    public void Say(RetryNotice notice)
    {
        lock (_lock)
        {
            var key = (notice.Host, notice.Reason, notice.Attempt);
            if (_said.TryGetValue(key, out var said) && time.GetElapsedTime(said.At) < said.Pause)
            {
                return;
            }

            _said[key] = (time.GetTimestamp(), notice.Delay);
        }

        console.Say($"{notice.Host}: {notice.Reason}; trying again in {notice.Delay.TotalSeconds:0.#} s (retry {notice.Attempt})");
    }
}
