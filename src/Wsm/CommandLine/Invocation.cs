using System.CommandLine;
using Wsm.Hosting;
using Wsm.Terminal;

namespace Wsm.CommandLine;

/// <summary>One invocation of a command: what was asked for, and the world to do it in.</summary>
internal sealed record Invocation(ParseResult Arguments, WsmContext Context, UserConsole Console)
{
    private readonly List<Action> _atEnd = [];

    public T? Get<T>(Option<T> option) => Arguments.GetValue(option);

    public T? Get<T>(Argument<T> argument) => Arguments.GetValue(argument);

    /// <summary>Whether the person wrote the option, whatever its default is.</summary>
    public bool Has(Option option) => Arguments.GetResult(option) is { Implicit: false };

    /// <summary>The option's value as an absolute path.</summary>
    public string? GetPath(Option<string?> option) => Get(option) is { Length: > 0 } path ? Context.PathOf(path) : null;

    /// <summary>Something to say when the command has done its work.</summary>
    public void AtEnd(Action say) => _atEnd.Add(say);

    public void End() => _atEnd.ForEach(say => say());
}
