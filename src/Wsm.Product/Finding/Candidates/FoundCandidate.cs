using Wsm.Helm.Provenance;
using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Product.Finding.Texts;

namespace Wsm.Product.Finding.Candidates;

/// <summary>A reference that was found by structure.</summary>
/// <param name="Field">Where in the document, and where in the text that stands there.</param>
/// <param name="Place">Where its first piece begins.</param>
/// <param name="Reason">What made it one, in few words.</param>
internal sealed record FoundCandidate(
    ImageReference Reference,
    string Field,
    TextPlace Place,
    IReadOnlyList<TextRun> Runs,
    Confidence Confidence,
    string Reason
);

/// <summary>Parts of an image that do not make a whole: what is missing is known to the program that reads them.</summary>
internal sealed record IncompleteCandidate(string Field, TextPlace Place, string Text);
