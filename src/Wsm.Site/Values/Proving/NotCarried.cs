using Wsm.Oci.References;
using Wsm.Product.Resolving;

namespace Wsm.Site.Values.Proving;

/// <summary>Says of an image that the bundle does not hold whether that is on purpose, or because nobody had it.</summary>
internal static class NotCarried
{
    public static ProofEntry Explain(ProofEntry entry, ImageSet set)
    {
        if (entry.Status != ProofStatus.Unproved || !ImageReference.TryParse(entry.Image, out var image))
        {
            return entry;
        }

        if (
            set.Components.SelectMany(component => component.Excluded).FirstOrDefault(excluded => excluded.Reference.Equals(image)) is
            { } rule
        )
        {
            return entry with
            {
                Status = ProofStatus.Excluded,
                Reason = $"it was left out of the bundle on purpose ({rule.Rule.Reason ?? rule.Rule.Pattern})",
            };
        }

        return
            set.Missing.FirstOrDefault(missing => ImageReference.TryParse(missing.Reference, out var other) && other.Equals(image))
                is { } gap
            ? entry with
            {
                Reason = $"it could not be had when the bundle was made: {gap.Reason}",
            }
            : entry;
    }
}
