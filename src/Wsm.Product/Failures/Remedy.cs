namespace Wsm.Product.Failures;

/// <summary>What a person can do about a failure.</summary>
/// <param name="Subject">The name, place or size that the step is about, where the kind has one.</param>
public sealed record Remedy(RemedyKind Kind, string? Subject = null)
{
    public static implicit operator Remedy(RemedyKind kind) => new(kind);
}
