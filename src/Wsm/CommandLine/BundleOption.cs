using System.CommandLine;

namespace Wsm.CommandLine;

/// <summary>The bundle that a command makes or works on.</summary>
internal static class BundleOption
{
    public const string DefaultFolder = "bundle";

    /// <summary>For a command that only reads it: packed ones will do.</summary>
    public static Option<string> CreateForReading()
    {
        var option = Create();
        option.Description =
            $"The bundle: its folder, a packed file, any of its volumes, or the folder that holds them (default: {DefaultFolder}).";
        option.HelpName = "BUNDLE";
        return option;
    }

    public static Option<string> Create() =>
        new("--bundle", "-b")
        {
            Description = $"The bundle's folder (default: {DefaultFolder}).",
            HelpName = "DIR",
            DefaultValueFactory = _ => DefaultFolder,
        };
}
