using Wsm.Helm.Data;
using Wsm.Helm.Templates.Functions.Urls;

namespace Wsm.Helm.Templates.Functions;

internal static class UrlFunctions
{
    public static void Register(FunctionList list)
    {
        list.Add("urlParse", static (_, a) => Parse(a), GoType.String);
        list.Add("urlJoin", static (_, a) => Join(a), GoType.Map);
    }

    private static Value Parse(Value[] a)
    {
        GoUrl url;
        try
        {
            url = GoUrl.Parse(a.Text(0));
        }
        catch (FormatException refused)
        {
            throw new FunctionException("unable to parse url: " + refused.Message);
        }

        var trace = a.Traces();
        var map = new MapValue(8)
        {
            ["scheme"] = Value.Of(url.Scheme, trace),
            ["host"] = Value.Of(url.Host, trace),
            ["hostname"] = Value.Of(url.Hostname, trace),
            ["path"] = Value.Of(url.Path, trace),
            ["query"] = Value.Of(url.Query, trace),
            ["opaque"] = Value.Of(url.Opaque, trace),
            ["fragment"] = Value.Of(url.Fragment, trace),
            ["userinfo"] = Value.Of(url.User ?? "", trace),
        };
        return new Value(map, trace);
    }

    private static Value Join(Value[] a)
    {
        var map = a.Map(0) ?? new MapValue();
        var user = Text(map, "userinfo");
        try
        {
            var url = new GoUrl
            {
                Scheme = Text(map, "scheme"),
                Host = Text(map, "host"),
                Path = Text(map, "path"),
                Query = Text(map, "query"),
                Opaque = Text(map, "opaque"),
                Fragment = Text(map, "fragment"),
                User = user.Length > 0 ? GoUrl.Parse($"proto://{user}@host").User : null,
            };
            return Value.Of(url.ToString(), a.Traces());
        }
        catch (FormatException refused)
        {
            throw new FunctionException("unable to parse userinfo in dict: " + refused.Message);
        }
    }

    private static string Text(MapValue map, string key)
    {
        if (!map.TryGet(key, out var value))
        {
            return "";
        }

        if (value.IsNil)
        {
            throw new FunctionException("runtime error: invalid memory address or nil pointer dereference");
        }

        return value.Data as string
            ?? throw new FunctionException($"unable to parse {key} key, must be of type string, but {GoTypes.KindOf(value.Data)} found");
    }
}
