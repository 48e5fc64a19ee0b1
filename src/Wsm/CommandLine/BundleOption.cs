using System.CommandLine;

namespace Wsm.CommandLine;

/// <summary>The folder of the bundle that a command makes or works on.</summary>
internal static class BundleOption
{
    public const string DefaultFolder = "bundle";

    public static Option<string> Create() => new("--bundle", "-b")
    {
        Description = $"The bundle's folder (default: {DefaultFolder}).",
        HelpName = "DIR",
        DefaultValueFactory = _ => DefaultFolder,
    };
}
