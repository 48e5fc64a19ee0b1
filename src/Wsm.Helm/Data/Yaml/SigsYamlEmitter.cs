using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Data.Json;

namespace Wsm.Helm.Data.Yaml;

/// <summary>
/// <c>toYaml</c>: sigs.k8s.io/yaml, which writes JSON, reads that as YAML and writes it again with go-yaml v2. What the detour changes is
/// repeated here.
/// </summary>
internal sealed class SigsYamlEmitter() : YamlEmitter(GoYamlVersion.V2)
{
    protected override string ScalarText(object? scalar)
    {
        if (scalar is null)
        {
            return "null";
        }

        var json = JsonWriter.Scalar(scalar);
        if (scalar is not double number)
        {
            return json;
        }
        // What fits an integer of 64 bits is one to go-yaml; the others get strconv's short form.
        return json == "-0" ? "0"
            : long.TryParse(json, out _) || ulong.TryParse(json, out _) ? json
            : GoNumber.Format(number);
    }

    protected override string StringText(string text, bool key, out bool plain)
    {
        if (YamlCharacters.HasForbidden(text) && HasRawForbidden(text))
        {
            throw new MarshalException("yaml: control characters are not allowed");
        }

        if (key && (text.Contains('\x85') || (text.Length > 170 && JsonWriter.Quote(text).Length > 1024)))
        {
            throw new MarshalException("yaml: did not find expected ',' or '}'");
        }

        if (text.Contains('\x85') || HasLoneSurrogate(text))
        {
            text = new YamlScanner(JsonWriter.Quote(text), keepPieces: false).Peek().Text!;
        }

        plain = YamlScalar.Of(text).Type == YamlScalarType.String && !IsSexagesimal(text);
        return text;
    }

    /// <summary>JSON escapes the controls below a space, and leaves the others as they are, which YAML refuses.</summary>
    private static bool HasRawForbidden(string text)
    {
        foreach (var c in text)
        {
            if (c is (>= '\x7F' and < '\xA0' and not '\x85') or '\uFFFE' or '\uFFFF')
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                return true;
            }

            i++;
        }

        return false;
    }

    /// <summary>
    /// Numbers of base 60 (<c>12:30</c>) are text to go-yaml, but not to every reader of YAML 1.1:
    /// <c>[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?</c>
    /// </summary>
    internal static bool IsSexagesimal(string text)
    {
        var at = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
        if (!IsDigit(at))
        {
            return false;
        }

        while (IsDigit(at) || IsChar(at, '_'))
        {
            at++;
        }

        var places = 0;
        for (; IsChar(at, ':') && IsDigit(at + 1); places++)
        {
            at += text[at + 1] <= '5' && IsDigit(at + 2) ? 3 : 2;
        }

        if (places > 0 && IsChar(at, '.'))
        {
            at++;
            while (IsDigit(at) || IsChar(at, '_'))
            {
                at++;
            }
        }

        return places > 0 && at == text.Length;

        bool IsDigit(int index) => index < text.Length && char.IsAsciiDigit(text[index]);
        bool IsChar(int index, char wanted) => index < text.Length && text[index] == wanted;
    }
}
