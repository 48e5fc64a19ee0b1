using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Wsm.Product.Sources;

/// <summary>
/// A YAML parser that gives up on hostile text: what is nested too deep makes it slow and whoever builds a tree of it overflow the stack.
/// </summary>
/// <param name="deepest">Levels.</param>
/// <param name="most">Events: scalars, starts and ends.</param>
/// <param name="aliases">Whether a node may stand for one before it, and so for itself.</param>
public sealed class BoundedParser(TextReader text, int deepest = 100, int most = 20_000_000, bool aliases = false) : IParser
{
    private readonly Parser _inner = new(new Scanner(text, skipComments: true));
    private int _depth;
    private int _events;

    public ParsingEvent? Current => _inner.Current;

    /// <exception cref="YamlException">It is no YAML, or goes beyond a limit.</exception>
    public bool MoveNext()
    {
        if (!Advance())
        {
            return false;
        }

        var current = _inner.Current!;
        _depth += current.NestingIncrease;
        if (_depth > deepest + 2)
        {
            throw new SemanticErrorException(current.Start, current.End, $"nested deeper than {deepest} levels");
        }

        if (++_events > most)
        {
            throw new SemanticErrorException(current.Start, current.End, $"more than {most} values");
        }

        return current is AnchorAlias && !aliases
            ? throw new SemanticErrorException(current.Start, current.End, "an alias stands where wsm takes none")
            : true;
    }

    /// <summary>Some damaged texts make the library's scanner fall over its own state.</summary>
    private bool Advance()
    {
        try
        {
            return _inner.MoveNext();
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException)
        {
            var place = _inner.Current?.End ?? Mark.Empty;
            throw new SyntaxErrorException(place, place, $"what follows cannot be read: {broken.Message}");
        }
    }
}
