namespace Wsm.Product.Finding.Candidates;

/// <summary>What the place of a text says about it.</summary>
internal enum TextSense
{
    /// <summary>Nothing.</summary>
    Plain,

    /// <summary>It stands somewhere below a key that says image.</summary>
    BelowImage,

    /// <summary>Its key speaks of images.</summary>
    Images,

    /// <summary>Its own key says image.</summary>
    Image,

    /// <summary>Its key speaks of models, plugins, packages or addresses: only what a registry of images surely holds is one.</summary>
    Address,

    /// <summary>It names a source of charts or code.</summary>
    Elsewhere,
}
