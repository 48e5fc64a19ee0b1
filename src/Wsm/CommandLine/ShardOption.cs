using System.CommandLine;
using Wsm.Bundles.Sharding;
using Wsm.Product.Failures;

namespace Wsm.CommandLine;

/// <summary>The <c>--shard</c> of the commands whose work several machines can share.</summary>
internal static class ShardOption
{
    /// <param name="what">The beginning of a sentence: what the command then does.</param>
    public static Option<string?> Create(string what) =>
        new("--shard")
        {
            Description = $"{what}, for several machines: I of N, counted from 0; each blob belongs to one shard, shared out by bytes.",
            HelpName = "I/N",
        };

    /// <exception cref="UserError">It is malformed.</exception>
    public static Shard? Read(Invocation call, Option<string?> option) => call.Get(option) is { } text ? Shard.Parse(text) : null;
}
