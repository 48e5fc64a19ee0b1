using System.CommandLine;

namespace Wsm.CommandLine;

/// <summary>Earlier bundles that have what a delta leaves out.</summary>
internal static class BaseOption
{
    public static Option<string[]> Create() =>
        new("--base") { Description = "For a delta: an earlier bundle that has what it leaves out (repeatable).", HelpName = "BUNDLE" };

    /// <summary>The paths, absolute.</summary>
    public static IReadOnlyList<string> Read(Invocation call, Option<string[]> option) =>
        [.. (call.Get(option) ?? []).Select(call.Context.PathOf)];
}
