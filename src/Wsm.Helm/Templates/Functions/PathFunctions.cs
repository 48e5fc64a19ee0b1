using Wsm.Helm.Data;
using Wsm.Helm.Provenance;

namespace Wsm.Helm.Templates.Functions;

/// <summary>Slash-separated paths. The <c>os…</c> variants are the same: helm charts are rendered as on Linux wherever we run.</summary>
internal static class PathFunctions
{
    public static void Register(FunctionList list)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["", "os"])
        {
            list.Add(Named(prefix, "base"), static (_, a) => Kept(a[0], Base(a.Text(0))), GoType.String);
            list.Add(Named(prefix, "dir"), static (_, a) => Kept(a[0], Directory(a.Text(0))), GoType.String);
            list.Add(Named(prefix, "clean"), static (_, a) => Kept(a[0], Clean(a.Text(0))), GoType.String);
            list.Add(Named(prefix, "ext"), static (_, a) => Kept(a[0], Extension(a.Text(0))), GoType.String);
            list.Add(Named(prefix, "isAbs"), static (_, a) => Value.Of(a.Text(0).StartsWith('/'), a.Traces()), GoType.String);
        }
    }

    private static string Named(string prefix, string name) =>
        prefix.Length == 0 ? name : string.Concat(prefix, char.ToUpperInvariant(name[0]).ToString(), name.AsSpan(1));

    /// <summary>A result that is a slice of the argument keeps its origin.</summary>
    private static Value Kept(Value argument, string result)
    {
        var whole = (string)argument.Data!;
        if (argument.Trace is null)
        {
            return Value.Of(result);
        }

        var start = whole.LastIndexOf(result, StringComparison.Ordinal);
        return Value.Of(
            result,
            start < 0 ? Trace.Derived(argument.Trace) : TracedText.Slice(argument.Trace, start, result.Length, whole.Length)
        );
    }

    internal static string Base(string path)
    {
        if (path.Length == 0)
        {
            return ".";
        }

        var trimmed = path.TrimEnd('/');
        return trimmed.Length == 0 ? "/" : trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }

    internal static string Directory(string path) => Clean(path[..(path.LastIndexOf('/') + 1)]);

    internal static string Extension(string path)
    {
        for (var i = path.Length - 1; i >= 0 && path[i] != '/'; i--)
        {
            if (path[i] == '.')
            {
                return path[i..];
            }
        }

        return "";
    }

    internal static string Clean(string path)
    {
        if (path.Length == 0)
        {
            return ".";
        }

        var rooted = path[0] == '/';
        var kept = new List<string>();
        foreach (var part in path.Split('/'))
        {
            switch (part)
            {
                case "" or ".":
                    break;
                case ".." when kept.Count > 0 && kept[^1] != "..":
                    kept.RemoveAt(kept.Count - 1);
                    break;
                case ".." when rooted:
                    break;
                default:
                    kept.Add(part);
                    break;
            }
        }

        var joined = string.Join('/', kept);
        return rooted ? "/" + joined
            : joined.Length == 0 ? "."
            : joined;
    }
}
