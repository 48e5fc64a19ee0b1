using System.Text.Json.Serialization;

namespace Wsm.Product.Catalogs;

/// <summary>Something about an image that a person should know, and that no reference says.</summary>
/// <param name="Template">The template that the document came from.</param>
/// <param name="Line">One-based line in it, where that is known.</param>
public sealed record ImageRemark(RemarkKind Kind, string Template, string Document, string Field, string Text, int? Line);

public enum RemarkKind
{
    /// <summary>The text stands for an image that something else puts there.</summary>
    [JsonStringEnumMemberName("placeholder")]
    Placeholder,

    /// <summary>White space around the reference, which the API server refuses.</summary>
    [JsonStringEnumMemberName("spaced")]
    Spaced,

    /// <summary>Parts of an image without a tag or name: only the program that reads them knows the rest.</summary>
    [JsonStringEnumMemberName("incomplete")]
    Incomplete,

    /// <summary>Files of an image that are larger than what is looked into; the text is their number.</summary>
    [JsonStringEnumMemberName("unread")]
    Unread,
}
