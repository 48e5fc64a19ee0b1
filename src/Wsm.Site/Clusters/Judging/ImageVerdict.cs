namespace Wsm.Site.Clusters.Judging;

/// <summary>What a bundle has to do with an image that a cluster asks for.</summary>
public enum ImageVerdict
{
    /// <summary>The bundle's own bytes under the internal name; or, before anything runs, that name.</summary>
    Ours,

    /// <summary>The bundle's own bytes under another name: the node has a mirror, or they were loaded into it.</summary>
    OurBytes,

    /// <summary>The internal name of an image of the bundle, and other bytes run.</summary>
    Differs,

    /// <summary>The public name of an image of the bundle.</summary>
    PublicName,

    /// <summary>Neither its name nor its bytes are in the bundle.</summary>
    Unknown,

    /// <summary>The node does not get it.</summary>
    CannotPull,
}

/// <summary>Why a node does not get an image, as far as can be told.</summary>
public enum PullCause
{
    /// <summary>It is in the registry as the bundle has it, and the node's words name no cause that is known here.</summary>
    Unexplained,

    /// <summary>The bundle holds it, the registry does not.</summary>
    NotPushed,

    /// <summary>The registry has something else under the tag.</summary>
    TagDiffers,

    /// <summary>The node does not trust the registry's certificate.</summary>
    Certificate,

    /// <summary>The registry wants to know who asks, and the pod shows no secret, one that is not there, or a wrong one.</summary>
    Credential,

    /// <summary>The node finds no way to the registry.</summary>
    Unreachable,

    /// <summary>The registry speaks plain HTTP, and the node does not expect that.</summary>
    PlainHttp,

    /// <summary>It is asked for by its public name, which leads outside.</summary>
    PublicName,

    /// <summary>The bundle does not hold it.</summary>
    NotInBundle,

    /// <summary>The pod forbids pulling, and the node does not have it.</summary>
    NeverPull,

    /// <summary>The name is not a reference.</summary>
    InvalidName,

    /// <summary>It is not there for the node's processor.</summary>
    Platform,
}
