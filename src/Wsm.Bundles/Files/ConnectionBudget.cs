namespace Wsm.Bundles.Files;

/// <summary>The connections that no blob needs for itself: large blobs may use them once no other blob waits for its turn.</summary>
/// <param name="jobs">How many connections there may be in all.</param>
/// <param name="waiting">How many blobs have not begun.</param>
internal sealed class ConnectionBudget(int jobs, int waiting)
{
    /// <summary>Each holds some buffers of what is ahead of its turn; memory is to stay flat.</summary>
    private const int MostTaken = 5;

    private readonly Lock _lock = new();
    private int _waiting = waiting;
    private int _running;
    private int _taken;

    public void Began()
    {
        lock (_lock)
        {
            (_waiting, _running) = (_waiting - 1, _running + 1);
        }
    }

    public void Ended()
    {
        lock (_lock)
        {
            _running--;
        }
    }

    public bool TryTake()
    {
        lock (_lock)
        {
            if (_waiting > 0 || _running + _taken >= jobs || _taken == MostTaken)
            {
                return false;
            }

            _taken++;
            return true;
        }
    }

    public void GiveBack(int lines)
    {
        lock (_lock)
        {
            _taken -= lines;
        }
    }
}
