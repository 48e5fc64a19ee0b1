using System.CommandLine;
using Wsm.Bundles.Contents;
using Wsm.Oci.References;
using Wsm.Product.Failures;

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

    public static Option<string?> CreateOsVersion() =>
        new("--os-version")
        {
            Description = "Of several builds of Windows take this one: 10.0.20348, or a whole version of it.",
            HelpName = "VERSION",
        };

    public static Option<bool> CreateKeepIndex() =>
        new("--keep-index")
        {
            Description = "Keep an image's index whole, with every platform, where signatures or attestations belong to it (--referrers).",
        };

    public static void Require(Command command, Option<bool> keepIndex, Option<bool> referrers) =>
        command.Validators.Add(result =>
        {
            if (result.GetValue(keepIndex) && !result.GetValue(referrers))
            {
                result.AddError("--keep-index goes with --referrers: without signatures there is nothing to keep an index for.");
            }
        });

    public static PlatformChoice Read(Invocation call, Option<string[]> platforms, Option<string?> osVersion)
    {
        var choice = PlatformChoice.Parse(call.Get(platforms) ?? []);
        if (call.Get(osVersion) is not { } version)
        {
            return choice;
        }

        return choice.Wanted.Any(platform => platform.Os == "windows")
            ? new PlatformChoice([
                .. choice.Wanted.Select(platform =>
                    platform is { Os: "windows", OsVersion: null } ? PlatformChoice.Parse([$"{platform}:{version}"]).Wanted[0] : platform
                ),
            ])
            : throw UserError.Usage("--os-version chooses among builds of Windows.", "Add --platform windows/amd64.");
    }

    /// <summary>Null where everything could be had.</summary>
    public static string? TellOfLeftOut(ImageContents contents) =>
        contents.LeftOut is [var first, ..]
            ? $"{contents.Reference.AsWritten}: {contents.LeftOut.Count} layers are left out, which its registry does not hold and only "
                + $"their publisher gives ({first.Digest}{(first.Urls is [var url, ..] ? $" at {url}" : "")}); without them it does not run"
            : null;

    public static string TellOfSignedIndex(string reference, Digest index) =>
        $"{reference}: its signatures or attestations belong to the index {index}, of which one platform is kept; nobody finds them under "
        + "the tag then (download --keep-index keeps such an index whole)";

    /// <summary>Null where nothing else would have fitted.</summary>
    public static string? TellOfOtherBuilds(ImageContents contents) =>
        contents.OtherBuilds is [var other, ..]
            ? $"{contents.Reference.AsWritten}: {contents.Platforms[0]} was taken; there is also "
                + $"{string.Join(", ", contents.OtherBuilds)} (--platform {other} takes that one, --platform all every one)"
            : null;
}
