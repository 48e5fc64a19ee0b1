using System.Text.Json.Serialization;

namespace Wsm.Product.Catalogs;

/// <summary>How sure it is that a candidate is an image.</summary>
public enum Confidence
{
    /// <summary>Its key says image, its parts belong together, or its host is known to be a registry.</summary>
    [JsonStringEnumMemberName("high")]
    High,

    /// <summary>It only looks like one.</summary>
    [JsonStringEnumMemberName("low")]
    Low,
}
