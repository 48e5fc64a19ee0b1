using Wsm.Oci.Content;

namespace Wsm.Bundles.Files;

/// <summary>A file of the bundle is not what its lock says; checking the bundle shows everything of that kind.</summary>
public sealed class BundleDamageException(string message) : IntegrityException(message);
