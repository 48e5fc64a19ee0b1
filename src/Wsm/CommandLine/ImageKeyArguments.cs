using System.CommandLine;
using Wsm.Bundles.Trust;
using Wsm.Bundles.Trust.Images;
using Wsm.Product.Failures;

namespace Wsm.CommandLine;

/// <summary>The options that say whose signatures images must carry, and under which name.</summary>
internal sealed class ImageKeyArguments(string description)
{
    private const string Rules =
        "matchRepoDigestOrExact, matchExact, matchRepository, exactReference=REFERENCE, exactRepository=REPOSITORY or "
        + "remapIdentity=PREFIX=SIGNED-PREFIX";

    private readonly Option<string[]> _keys = new("--image-key") { Description = description, HelpName = "FILE" };
    private readonly Option<string[]> _identities = new("--image-identity")
    {
        Description =
            "How the name in an image's signature must fit the image's own, as signedIdentity of containers-policy.json: "
            + Rules
            + " (repeatable: one of them suffices; default: the first, where a signature without a tag is for every tag).",
        HelpName = "RULE",
    };

    public void AddTo(Command command)
    {
        command.Add(_keys);
        command.Add(_identities);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_identities) is { Length: > 0 } && result.GetValue(_keys) is not { Length: > 0 })
            {
                result.AddError("--image-identity goes with --image-key.");
            }
        });
    }

    /// <summary>Makes what judges the images; null where no key was named.</summary>
    /// <exception cref="UserError">A key or a rule cannot be used.</exception>
    public Func<bool, ImageSignatures>? Read(Invocation call)
    {
        var keys = (call.Get(_keys) ?? []).Select(key => PublicKeyFile.Read(call.Context.PathOf(key), key)).ToList();
        IReadOnlyList<SignedIdentity> identities = call.Get(_identities) is { Length: > 0 } rules
            ? [.. rules.Select(Parse)]
            : [SignedIdentity.Default];
        return keys.Count == 0 ? null : lockIsSigned => new ImageSignatures(keys, identities, lockIsSigned);
    }

    private static SignedIdentity Parse(string rule)
    {
        try
        {
            return SignedIdentity.Parse(rule);
        }
        catch (FormatException error)
        {
            throw new UserError($"--image-identity {error.Message}.", $"Rules are {Rules}.", FailureKind.Usage, error);
        }
    }
}
