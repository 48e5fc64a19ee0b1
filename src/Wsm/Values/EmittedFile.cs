namespace Wsm.Values;

/// <summary>A file that <c>wsm values</c> writes.</summary>
/// <param name="Name">Relative to the output folder, with forward slashes.</param>
/// <param name="IsSecret">It may carry a licence or a password: only its owner may read it.</param>
internal sealed record EmittedFile(string Name, string Text, bool IsSecret = false);
