using System.CommandLine;
using Wsm.Hosting;

namespace Wsm.CommandLine;

/// <summary>Commands that belong together, under the heading that help gives them.</summary>
internal sealed record VerbGroup(string Heading, IReadOnlyList<VerbEntry> Verbs);

/// <summary>A command by name, made when somebody wants it.</summary>
internal sealed record VerbEntry(string Name, Func<WsmContext, Command> Create)
{
    /// <summary>The command tells about all others, so it cannot be made without them.</summary>
    public bool TellsOfOthers { get; init; }
}
