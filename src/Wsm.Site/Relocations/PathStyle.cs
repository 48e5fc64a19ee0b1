namespace Wsm.Site.Relocations;

/// <summary>What becomes of a source reference's path in the target registry.</summary>
public enum PathStyle
{
    /// <summary><c>quay.io/a/b</c> becomes <c>HOST/prefix/a/b</c>.</summary>
    Strip,

    /// <summary><c>quay.io/a/b</c> becomes <c>HOST/prefix/quay.io/a/b</c>.</summary>
    Keep,

    /// <summary><c>quay.io/a/b</c> becomes <c>HOST/prefix/b</c>.</summary>
    Flat,

    /// <summary>
    /// As <see cref="Strip"/>, with what would be too deep joined by dashes: <c>quay.io/a/b/c</c> becomes <c>HOST/prefix/a-b-c</c>.
    /// </summary>
    MaxDepth,
}
