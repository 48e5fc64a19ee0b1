using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Wsm.Site.Serving.Registry;

/// <summary>The <c>n</c> and <c>last</c> of a listing (specification, "Listing Tags").</summary>
internal static class Paging
{
    /// <summary>The order of listings: alphanumeric without regard to case, then by code point so that it is total.</summary>
    public static readonly Comparer<string> Order = Comparer<string>.Create(
        (a, b) => StringComparer.OrdinalIgnoreCase.Compare(a, b) is var folded and not 0 ? folded : string.CompareOrdinal(a, b)
    );

    /// <summary>Null when <c>n</c> is no count; sets the <c>Link</c> header when there is more.</summary>
    public static List<string>? Page(HttpContext context, IEnumerable<string> all)
    {
        var query = context.Request.Query;
        var count = int.MaxValue;
        if (query["n"].ToString() is { Length: > 0 } n && !int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out count))
        {
            return null;
        }

        var last = query["last"].ToString();
        var rest = all.Order(Order);
        var after = last.Length == 0 ? rest : rest.SkipWhile(name => Order.Compare(name, last) <= 0);
        var page = after.Take(count == int.MaxValue ? count : count + 1).ToList();
        if (page.Count <= count)
        {
            return page;
        }

        page.RemoveAt(page.Count - 1);
        if (page.Count > 0)
        {
            context.Response.Headers.Link =
                $"<{context.Request.Path}?n={count}&last={Uri.EscapeDataString(page[^1])}{SourceOf(query)}>; rel=\"next\"";
        }

        return page;
    }

    /// <summary>A mirror's next page must be of the same registry.</summary>
    private static string SourceOf(IQueryCollection query) =>
        query["ns"].ToString() is { Length: > 0 } source ? $"&ns={Uri.EscapeDataString(source)}" : "";
}
