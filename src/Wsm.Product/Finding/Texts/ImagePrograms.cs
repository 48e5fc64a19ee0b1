namespace Wsm.Product.Finding.Texts;

/// <summary>Programs whose arguments are images.</summary>
internal static class ImagePrograms
{
    private static readonly string[] Programs =
    [
        "docker run ",
        "docker pull ",
        "podman run ",
        "podman pull ",
        "nerdctl run ",
        "nerdctl pull ",
        "crictl pull ",
        "ctr image",
        "crane ",
        "skopeo ",
        "kubectl run ",
    ];

    /// <summary>The text is a command line of one of them.</summary>
    public static bool Run(string text)
    {
        foreach (var program in Programs)
        {
            if (text.IndexOf(program, StringComparison.Ordinal) is >= 0 and var at && (at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1])))
            {
                return true;
            }
        }

        return false;
    }
}
