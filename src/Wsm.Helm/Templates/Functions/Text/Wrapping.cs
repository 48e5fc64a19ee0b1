using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Functions.Text;

/// <summary>Breaks a text into lines at spaces, counting bytes as goutils does.</summary>
internal static class Wrapping
{
    public static string Wrap(string text, long width, string lineBreak, bool breakLongWords)
    {
        if (text.Length == 0)
        {
            return "";
        }

        var newLine = GoText.ToBytes(lineBreak.Length == 0 ? "\n" : lineBreak);
        var bytes = GoText.ToBytes(text);
        var limit = (int)Math.Clamp(width, 1, int.MaxValue / 2);
        var wrapped = new List<byte>(bytes.Length + newLine.Length);
        var at = 0;
        while (bytes.Length - at > limit)
        {
            if (bytes[at] == ' ')
            {
                at++;
                continue;
            }

            var space = bytes.AsSpan(at, limit + 1).LastIndexOf((byte)' ');
            if (space < 0 && breakLongWords)
            {
                wrapped.AddRange(bytes.AsSpan(at, limit));
                wrapped.AddRange(newLine);
                at += limit;
                continue;
            }

            if (space < 0)
            {
                var next = bytes.AsSpan(at + limit).IndexOf((byte)' ');
                if (next < 0)
                {
                    break;
                }

                space = next + limit;
            }

            wrapped.AddRange(bytes.AsSpan(at, space));
            wrapped.AddRange(newLine);
            at += space + 1;
        }

        wrapped.AddRange(bytes.AsSpan(at));
        return GoText.FromBytes(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(wrapped));
    }
}
