using System.Buffers;

namespace Wsm.Site.Serving.Registry;

/// <summary>The grammar of repository names and tags (distribution specification, "Pulling manifests").</summary>
internal static class RegistryNames
{
    private static readonly SearchValues<char> Alphanumeric = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> TagTail = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"
    );

    public static bool IsRepository(string name)
    {
        if (name.Length is 0 or > 255)
        {
            return false;
        }

        foreach (var component in name.Split('/'))
        {
            if (!IsComponent(component))
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsTag(string tag) =>
        tag.Length is > 0 and <= 128 && tag[0] is not ('.' or '-') && !tag.AsSpan().ContainsAnyExcept(TagTail);

    private static bool IsComponent(ReadOnlySpan<char> text)
    {
        while (true)
        {
            var run = text.IndexOfAnyExcept(Alphanumeric);
            if (run < 0)
            {
                return text.Length > 0;
            }

            if (run == 0)
            {
                return false;
            }

            text = text[run..];

            var separator = text.IndexOfAny(Alphanumeric);
            if (separator < 0)
            {
                return false;
            }

            if (!IsSeparator(text[..separator]))
            {
                return false;
            }

            text = text[separator..];
        }
    }

    private static bool IsSeparator(ReadOnlySpan<char> text) => text is "." or "_" or "__" || !text.ContainsAnyExcept('-');
}
