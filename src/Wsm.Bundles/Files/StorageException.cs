namespace Wsm.Bundles.Files;

/// <summary>The bundle's own disk failed; there is no point in going on with other images.</summary>
internal sealed class StorageException(Exception cause) : Exception(cause.Message, cause);
