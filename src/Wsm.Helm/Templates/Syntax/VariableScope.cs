namespace Wsm.Helm.Templates.Syntax;

/// <summary>The variables that one template declares, while it is parsed: names in sight, and how many slots they need.</summary>
internal sealed class VariableScope
{
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
            _inSight.Add((name, -1));
    }

    /// <summary>The newest variable of this name, -1 when it has only been foreseen; null: there is none.</summary>
    public int? Find(string name)
    {
        for (var i = _inSight.Count - 1; i >= 0; i--)
        {
            if (_inSight[i].Name == name)
                return _inSight[i].Slot;
        }

        return null;
    }

    public void Leave(int mark) => _inSight.RemoveRange(mark, _inSight.Count - mark);
}
