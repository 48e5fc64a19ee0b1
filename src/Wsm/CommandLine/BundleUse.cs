namespace Wsm.CommandLine;

/// <summary>What a bundle is opened for, where it must not be older than one that was used before.</summary>
internal enum BundleUse
{
    /// <summary>It must not be.</summary>
    Check,

    /// <summary>It must not be, and from now on it is the one that others are compared with.</summary>
    BringIn,

    /// <summary>Beside another one: it may be.</summary>
    Look,
}
