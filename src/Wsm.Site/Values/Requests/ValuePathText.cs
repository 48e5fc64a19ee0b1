using System.Globalization;
using System.Text;
using Wsm.Helm.Provenance;
using Wsm.Product.Failures;

namespace Wsm.Site.Values.Requests;

/// <summary>Reads a value's path as <c>--set</c> spells it: <c>app.containers[0].image</c>, a dot in a key as <c>\\.</c>.</summary>
public static class ValuePathText
{
    /// <exception cref="UserError">It is no path.</exception>
    public static ValuePath Parse(string text)
    {
        var path = ValuePath.Root;
        var key = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                key.Append(text[++at]);
            }
            else if (text[at] == '.')
            {
                path = Step(path, key);
            }
            else if (text[at] == '[')
            {
                path = Step(path, key);
                var end = text.IndexOf(']', at);
                if (
                    end < 0
                    || !int.TryParse(text.AsSpan(at + 1, end - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                )
                {
                    throw UserError.Usage(
                        $"'{text}' is not the path of a value.",
                        "Write it as helm's --set does: app.image.tag, list[0].name."
                    );
                }

                path = path.Child(index);
                at = end;
            }
            else
            {
                key.Append(text[at]);
            }
        }

        path = Step(path, key);
        return path.IsRoot
            ? throw UserError.Usage("--explain needs the path of a value.", "For example --explain app.image.repository.")
            : path;
    }

    private static ValuePath Step(ValuePath path, StringBuilder key)
    {
        if (key.Length == 0)
        {
            return path;
        }

        var next = path.Child(key.ToString());
        key.Clear();
        return next;
    }
}
