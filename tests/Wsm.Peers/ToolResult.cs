namespace Wsm.Peers;

public sealed record ToolResult(string CommandLine, int ExitCode, string Output, string Error);
