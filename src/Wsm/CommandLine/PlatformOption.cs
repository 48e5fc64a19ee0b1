using System.CommandLine;

namespace Wsm.CommandLine;

/// <summary>Which platforms of each image are taken.</summary>
internal static class PlatformOption
{
    public static Option<string[]> Create() =>
        new("--platform", "-p")
        {
            Description = "Which platform of each image: os/arch[/variant] (repeatable), or 'all' (default: linux/amd64).",
            HelpName = "PLATFORM",
        };
}
