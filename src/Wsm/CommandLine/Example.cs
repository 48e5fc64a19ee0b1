namespace Wsm.CommandLine;

/// <summary>A command line that works as it stands, and what it is good for.</summary>
internal sealed record Example(string CommandLine, string Purpose);
