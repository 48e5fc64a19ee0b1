namespace Wsm.Oci.Files;

/// <summary>Another process holds the file.</summary>
public sealed class FileInUseException(string path, Exception? cause = null) : IOException($"'{path}' is in use by another process", cause);
