namespace Wsm.Helm.Data.Yaml;

internal sealed partial class YamlScanner
{
    /// <summary>The number of the token that comes next, counted from the start of the stream.</summary>
    private int NextToken => _taken + (_queue.Count - _head);

    /// <summary>A key without <c>?</c> is known for one only at its colon, at most one line and 1024 characters later.</summary>
    private bool StillPossible(int level)
    {
        var key = _simpleKeys[level];
        if (!key.Possible)
        {
            return false;
        }

        if (key.Mark.Line >= _line && key.Mark.Index + LongestSimpleKey >= _position)
        {
            return true;
        }

        if (key.Required)
        {
            throw MissingColon();
        }

        _simpleKeys[level] = key with { Possible = false };
        return false;
    }

    private void SaveSimpleKey()
    {
        if (!_simpleKeyAllowed)
        {
            return;
        }

        var required = FlowLevel == 0 && _indent == Column;
        var key = new SimpleKey(true, required, NextToken, Mark);
        DropSimpleKey();
        _simpleKeys[^1] = key;
    }

    private void DropSimpleKey()
    {
        var key = _simpleKeys[^1];
        if (!key.Possible)
        {
            return;
        }

        if (key.Required)
        {
            throw MissingColon();
        }

        _simpleKeys[^1] = key with { Possible = false };
    }

    /// <summary>
    /// go-yaml forgets to wait for the colon behind an empty collection, so that <c>{}: 1</c> is not a mapping; charts that work there must
    /// work here.
    /// </summary>
    private void LeaveFlow()
    {
        var left = _simpleKeys[^1];
        _simpleKeys.RemoveAt(_simpleKeys.Count - 1);
        if (_simpleKeys[^1].Token == left.Token)
        {
            _simpleKeys[^1] = _simpleKeys[^1] with { Forgotten = true };
        }
    }

    private YamlException MissingColon() => Error("could not find expected ':'");

    private readonly record struct SimpleKey(bool Possible, bool Required, int Token, YamlMark Mark, bool Forgotten = false);
}
