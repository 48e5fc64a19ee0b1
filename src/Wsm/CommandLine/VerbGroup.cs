using System.CommandLine;

namespace Wsm.CommandLine;

/// <summary>Commands that belong together, under the heading that help gives them.</summary>
internal sealed record VerbGroup(string Heading, IReadOnlyList<Command> Verbs);
