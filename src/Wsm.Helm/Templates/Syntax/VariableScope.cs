namespace Wsm.Helm.Templates.Syntax;

/// <summary>The variables that one template declares, while it is parsed: names in sight, and how many slots they need.</summary>
internal sealed class VariableScope
{
    /// <summary>The slot of a name that has no value when it is run.</summary>
    private const int NoSlot = -1;

    private readonly List<(string Name, int Slot)> _inSight = [("$", 0)];

    public int SlotCount { get; private set; } = 1;

    public int RangeDepth { get; set; }

    /// <summary>Goes back to this with <see cref="Leave"/>.</summary>
    public int Mark => _inSight.Count;

    public int Declare(string name)
    {
        _inSight.Add((name, SlotCount));
        return SlotCount++;
    }

    /// <summary>
    /// From its declaration or assignment on the parser takes a name for known; that it has no value yet is found out only when it is run.
    /// </summary>
    public void Foresee(string name)
    {
        if (Find(name) is null)
        {
            _inSight.Add((name, NoSlot));
        }
    }

    /// <summary>
    /// What a branch has declared since the mark is still known in its else, but was not run there: the name stands for an older variable,
    /// or
    /// for none.
    /// </summary>
    public void Forget(int mark)
    {
        for (var i = mark; i < _inSight.Count; i++)
        {
            _inSight[i] = _inSight[i] with { Slot = NoSlot };
        }
    }

    /// <summary>
    /// The newest variable of this name that has a value when it is run; -1: the name is known, and nothing more; null: it is not.
    /// </summary>
    public int? Find(string name)
    {
        int? known = null;
        for (var i = _inSight.Count - 1; i >= 0; i--)
        {
            if (_inSight[i].Name != name)
            {
                continue;
            }

            if (_inSight[i].Slot != NoSlot)
            {
                return _inSight[i].Slot;
            }

            known = NoSlot;
        }

        return known;
    }

    public void Leave(int mark) => _inSight.RemoveRange(mark, _inSight.Count - mark);
}
