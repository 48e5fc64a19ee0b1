using Wsm.Product.Finding.Names;
using Wsm.Product.Finding.Texts;

namespace Wsm.Product.Finding.Candidates;

/// <summary>What a text's key and the keys around it say that the text is.</summary>
internal static class TextSenses
{
    private static readonly string[] Carriers =
    [
        "default",
        "value",
        "reference",
        "ref",
        "custom",
        "url",
        "uri",
        "full",
        "fullname",
        "path",
    ];

    public static TextSense Of(TextEntry entry, ImageKey key, ScanContext context)
    {
        var isImage = key.Part switch
        {
            ImagePart.Image or ImagePart.BaseImage => true,
            ImagePart.Tag or ImagePart.Version => key.SaysImage && entry.Text.Contains('/'),
            _ => false,
        };
        return isImage || (context.BelowImage && Carriers.Contains(entry.Key, StringComparer.OrdinalIgnoreCase)) ? TextSense.Image
            : key.Part is ImagePart.Registry or ImagePart.Repository ? TextSense.Plain
            : key.SaysImage ? TextSense.Images
            : context.BelowImage && !key.IsElsewhere ? TextSense.BelowImage
            : key.IsSource || context.Elsewhere ? TextSense.Elsewhere
            : key.IsElsewhere ? TextSense.Address
            : TextSense.Plain;
    }
}
