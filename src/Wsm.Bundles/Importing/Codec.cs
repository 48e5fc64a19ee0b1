namespace Wsm.Bundles.Importing;

/// <summary>How a file is packed, by its first bytes; its name may say anything.</summary>
internal enum Codec
{
    /// <summary>A tar as it is, or nothing that is known.</summary>
    None,
    Gzip,
    Zstandard,
    Xz,
    Bzip2,
    Zip,
}
