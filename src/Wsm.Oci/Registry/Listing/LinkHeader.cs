using Wsm.Oci.Registry.Auth;

namespace Wsm.Oci.Registry.Listing;

/// <summary>Finds the next page in <c>Link</c> headers.</summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc8288#section-3</remarks>
internal static class LinkHeader
{
    /// <summary>The target whose relation is "next", as written; null when there is none.</summary>
    public static string? Next(IEnumerable<string> headers)
    {
        foreach (var header in headers)
        {
            var scanner = new HeaderScanner(header);
            while (scanner.SkipSeparators())
            {
                if (!scanner.Take('<'))
                {
                    break;
                }

                var target = scanner.Until(">");
                if (!scanner.Take('>'))
                {
                    break;
                }

                if (IsNext(scanner))
                {
                    return target;
                }
            }
        }

        return null;
    }

    /// <summary>Reads the parameters of one link.</summary>
    private static bool IsNext(HeaderScanner scanner)
    {
        var isNext = false;
        while (scanner.SkipSemicolons())
        {
            var name = scanner.Token();
            if (name.Length == 0)
            {
                scanner.Until(",");
                break;
            }

            var value = scanner.TakeEquals() ? scanner.Value() : "";
            if (
                name.Equals("rel", StringComparison.OrdinalIgnoreCase)
                && value.Split(' ').Contains("next", StringComparer.OrdinalIgnoreCase)
            )
            {
                isNext = true;
            }
        }

        return isNext;
    }
}
