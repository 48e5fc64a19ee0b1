using Wsm.Helm.Data;
using Wsm.Product.Finding.Candidates;

namespace Wsm.Product.Finding.Fields;

/// <summary>An image at a known place of a resource.</summary>
/// <param name="Joined">Its text with what each piece was made from; not necessarily a reference.</param>
/// <param name="Used">The fields whose meaning is known by it.</param>
/// <param name="IsWhole">Nothing is missing and nothing is added to it.</param>
internal sealed record FieldImage(string Field, Joined Joined, IReadOnlyList<string> Used, bool IsWhole, bool IsCertain)
{
    /// <summary>The node where the image is one text of its own; nil where it is made of several.</summary>
    public Value Node { get; init; }

    /// <summary>Every part of it stands in the resource; none is the row's own.</summary>
    public bool IsWritten { get; init; }
}
