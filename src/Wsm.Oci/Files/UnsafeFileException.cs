namespace Wsm.Oci.Files;

/// <summary>What lies under a name is not what may lie there: a link, a pipe, a device, or a name that leads elsewhere.</summary>
public sealed class UnsafeFileException(string message) : IOException(message);
