using Wsm.Product.Failures;

namespace Wsm.Bundles.Reading;

/// <summary>
/// Decides, before anything in a lock is believed, whether the bundle may be used; throws a <see cref="UserError"/> where not.
/// </summary>
/// <param name="place">The bundle as a person would name it.</param>
/// <param name="lockBytes">The lock's file, byte for byte.</param>
/// <param name="signatures">What lies beside it.</param>
/// <param name="isOlder">Only looked at beside a newer one, or read from where that says what to take: it need not be the newest.</param>
public delegate void LockVerifier(string place, ReadOnlyMemory<byte> lockBytes, LockSignatures signatures, bool isOlder);
