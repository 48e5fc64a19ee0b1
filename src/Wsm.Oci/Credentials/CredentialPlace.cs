namespace Wsm.Oci.Credentials;

/// <summary>A file or helper program that credentials come from.</summary>
/// <param name="Name">The file's path, or the program's name.</param>
/// <param name="Registries">Those it has a credential for, without the credential.</param>
/// <param name="Problem">Why it cannot be used; null where it can.</param>
public sealed record CredentialPlace(string Name, IReadOnlyList<string> Registries, string? Problem);
