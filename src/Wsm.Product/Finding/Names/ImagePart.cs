namespace Wsm.Product.Finding.Names;

/// <summary>Which part of an image reference a key, flag or variable says its value is.</summary>
internal enum ImagePart
{
    None,

    /// <summary><c>image</c>, <c>RELOADER_IMAGE</c>: a whole reference, or a name that other keys complete.</summary>
    Image,

    /// <summary><c>baseImage</c>: a name that never stands alone.</summary>
    BaseImage,

    /// <summary><c>name</c>, <c>newName</c>: an image's name only where something else says so.</summary>
    Name,
    Registry,
    Repository,
    Tag,

    /// <summary><c>version</c>: a tag only beside a name.</summary>
    Version,
    Digest,
}
