using System.CommandLine;

namespace Wsm.CommandLine;

/// <summary>The one namespace that a command works in.</summary>
internal static class NamespaceOption
{
    public static Option<string?> Create() =>
        new("--namespace", "-n") { Description = "The namespace (default: the context's).", HelpName = "NAME" };
}
