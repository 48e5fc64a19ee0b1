using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Product.Failures;

namespace Wsm.Site.Delivery;

/// <summary>What a target's name stands for before an image is brought there.</summary>
/// <param name="IsPresent">This very image.</param>
/// <param name="Other">Other content; null where there is none, or the registry does not tell.</param>
/// <param name="Refusal">Why nothing may be brought there; null where it may.</param>
internal sealed record TargetState(bool IsPresent, Digest? Other, UserError? Refusal = null)
{
    /// <param name="keep">Whether other content is to be kept.</param>
    /// <exception cref="IOException">The registry cannot be asked.</exception>
    public static async Task<TargetState> AskAsync(
        RegistryClient client,
        ImageReference target,
        Digest wanted,
        bool keep,
        CancellationToken cancellationToken
    )
    {
        var (held, isTold) = await client.GetRepository(target).AskForManifestAsync(target.Tag ?? wanted.ToString(), cancellationToken);
        if (held?.Digest == wanted)
        {
            return new TargetState(true, null);
        }

        var state = new TargetState(false, target.Tag is null ? null : held?.Digest);
        return !keep || target.Tag is null ? state
            : state.Other is { } other
                ? state with
                {
                    Refusal = new UserError($"the tag stands for {other} there, and is kept", RemedyKind.ReplaceTag),
                }
            : isTold ? state
            : state with
            {
                Refusal = new UserError("the registry does not say whether the tag stands for something else there", RemedyKind.ReplaceTag),
            };
    }
}
