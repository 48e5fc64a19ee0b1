using Wsm.Product.Failures;

namespace Wsm.Bundles.Reading;

/// <summary>
/// Decides, before anything in a lock is believed, whether the bundle may be used; throws a <see cref="UserError"/> where not.
/// </summary>
/// <param name="place">The bundle as a person would name it.</param>
/// <param name="lockBytes">The lock's file, byte for byte.</param>
/// <param name="signatures">What <c>bundle.json.sig</c> holds; null where there is none.</param>
public delegate void LockVerifier(string place, ReadOnlyMemory<byte> lockBytes, ReadOnlyMemory<byte>? signatures);
