using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Provenance;
using Wsm.Helm.Templates.Functions.Text;

namespace Wsm.Helm.Templates.Functions;

/// <summary>Sprig's string chapter, but for those that print other types (quote, cat, join …) and change case.</summary>
internal static class StringFunctions
{
    public static void Register(FunctionList list)
    {
        list.Add("trim", static (_, a) => TrimSpace(a[0]), GoType.String);
        list.Add("trimAll", static (_, a) => TrimSet(a.Text(0), a[1]), GoType.String, GoType.String);
        list.Add("trimall", static (_, a) => TrimSet(a.Text(0), a[1]), GoType.String, GoType.String);
        list.Add("trimPrefix", static (_, a) => TrimPrefix(a.Text(0), a[1]), GoType.String, GoType.String);
        list.Add("trimSuffix", static (_, a) => TrimSuffix(a.Text(0), a[1]), GoType.String, GoType.String);
        list.Add("trunc", static (_, a) => Truncate(a.Int(0), a[1]), GoType.Int, GoType.String);
        list.Add("substr", static (_, a) => Substring(a.Int(0), a.Int(1), a[2]), GoType.Int, GoType.Int, GoType.String);
        list.Add("nospace", static (_, a) => WithoutSpace(a[0]), GoType.String);
        list.Add("repeat", static (runtime, a) => Repeat(runtime, a.Int(0), a[1]), GoType.Int, GoType.String);
        list.Add("replace", static (runtime, a) => Replace(runtime, a[0], a[1], a[2]), GoType.String, GoType.String, GoType.String);
        list.Add("indent", static (runtime, a) => Indent(runtime, a.Int(0), a[1], ""), GoType.Int, GoType.String);
        list.Add("nindent", static (runtime, a) => Indent(runtime, a.Int(0), a[1], "\n"), GoType.Int, GoType.String);
        list.Add(
            "contains",
            static (_, a) => Value.Of(a.Text(1).Contains(a.Text(0), StringComparison.Ordinal), a.Traces()),
            GoType.String,
            GoType.String
        );
        list.Add(
            "hasPrefix",
            static (_, a) => Value.Of(a.Text(1).StartsWith(a.Text(0), StringComparison.Ordinal), a.Traces()),
            GoType.String,
            GoType.String
        );
        list.Add(
            "hasSuffix",
            static (_, a) => Value.Of(a.Text(1).EndsWith(a.Text(0), StringComparison.Ordinal), a.Traces()),
            GoType.String,
            GoType.String
        );
        list.Add("plural", static (_, a) => a.Int(2) == 1 ? a[0] : a[1], GoType.String, GoType.String, GoType.Int);
        list.Add("initials", static (_, a) => Value.Of(Initials(a.Text(0)), a.Traces()), GoType.String);
        list.Add(
            "abbrev",
            static (_, a) => Value.Of(Abbreviation.Abbreviate(a.Text(1), 0, a.Int(0)), a.Traces()),
            GoType.Int,
            GoType.String
        );
        list.Add(
            "abbrevboth",
            static (_, a) => Value.Of(Abbreviation.Abbreviate(a.Text(2), a.Int(0), a.Int(1)), a.Traces()),
            GoType.Int,
            GoType.Int,
            GoType.String
        );
        list.Add("wrap", static (_, a) => Value.Of(Wrapping.Wrap(a.Text(1), a.Int(0), "", false), a.Traces()), GoType.Int, GoType.String);
        list.Add(
            "wrapWith",
            static (_, a) => Value.Of(Wrapping.Wrap(a.Text(2), a.Int(0), a.Text(1), true), a.Traces()),
            GoType.Int,
            GoType.String,
            GoType.String
        );
        list.Add("hello", static (_, _) => Value.Of("Hello!"));
    }

    /// <summary>A stretch of a text, with what is known of that stretch. Positions in UTF-16.</summary>
    internal static Value Slice(Value text, int start, int length)
    {
        var whole = (string)text.Data!;
        return length == whole.Length
            ? text
            : Value.Of(whole.Substring(start, length), TracedText.Slice(text.Trace, start, length, whole.Length));
    }

    private static Value TrimSpace(Value text)
    {
        var whole = (string)text.Data!;
        int start = 0,
            end = whole.Length;
        while (start < end && GoCharacters.IsSpace(whole[start]))
        {
            start++;
        }

        while (end > start && GoCharacters.IsSpace(whole[end - 1]))
        {
            end--;
        }

        return Slice(text, start, end - start);
    }

    private static Value TrimSet(string set, Value text)
    {
        var whole = (string)text.Data!;
        var runes = set.EnumerateRunes().ToArray();
        int start = 0,
            end = whole.Length;
        while (
            start < end
            && Rune.DecodeFromUtf16(whole.AsSpan(start, end - start), out var rune, out var width) is var _
            && runes.Contains(rune)
        )
        {
            start += width;
        }

        while (
            end > start
            && Rune.DecodeLastFromUtf16(whole.AsSpan(start, end - start), out var rune, out var width) is var _
            && runes.Contains(rune)
        )
        {
            end -= width;
        }

        return Slice(text, start, end - start);
    }

    private static Value TrimPrefix(string prefix, Value text)
    {
        var whole = (string)text.Data!;
        return whole.StartsWith(prefix, StringComparison.Ordinal) ? Slice(text, prefix.Length, whole.Length - prefix.Length) : text;
    }

    private static Value TrimSuffix(string suffix, Value text)
    {
        var whole = (string)text.Data!;
        return whole.EndsWith(suffix, StringComparison.Ordinal) ? Slice(text, 0, whole.Length - suffix.Length) : text;
    }

    /// <summary>Counts bytes, as Go does: a character may be cut in two.</summary>
    private static Value Truncate(long count, Value text)
    {
        var length = GoText.ByteLength((string)text.Data!);
        if (count < 0 && length + count > 0)
        {
            return SliceBytes(text, (int)(length + count), length, length);
        }

        return count >= 0 && length > count ? SliceBytes(text, 0, (int)count, length) : text;
    }

    private static Value Substring(long start, long end, Value text)
    {
        var length = GoText.ByteLength((string)text.Data!);
        if (start < 0)
        {
            if (end < 0 || end > length)
            {
                throw new FunctionException(
                    end < 0
                        ? $"runtime error: slice bounds out of range [:{end}]"
                        : $"runtime error: slice bounds out of range [:{end}] with length {length}"
                );
            }

            return SliceBytes(text, 0, (int)end, length);
        }

        if (end < 0 || end > length)
        {
            if (start > length)
            {
                throw new FunctionException($"runtime error: slice bounds out of range [{start}:{length}]");
            }

            return SliceBytes(text, (int)start, length, length);
        }

        if (start > end)
        {
            throw new FunctionException($"runtime error: slice bounds out of range [{start}:{end}]");
        }

        return SliceBytes(text, (int)start, (int)end, length);
    }

    private static Value SliceBytes(Value text, int start, int end, int byteLength)
    {
        var whole = (string)text.Data!;
        if (byteLength == whole.Length)
        {
            return Slice(text, start, end - start);
        }

        int from = GoText.CharacterIndex(whole, start),
            to = GoText.CharacterIndex(whole, end);
        return from >= 0 && to >= 0
            ? Slice(text, from, to - from)
            : Value.Of(GoText.FromBytes(GoText.ToBytes(whole).AsSpan(start, end - start)), Trace.Derived(text.Trace));
    }

    private static Value WithoutSpace(Value text)
    {
        var whole = (string)text.Data!;
        if (!Ascii.IsValid(whole))
        {
            return WithoutSpaceBytes(text);
        }

        var kept = new TracedText();
        var start = 0;
        for (var i = 0; i <= whole.Length; i++)
        {
            if (i < whole.Length && !GoCharacters.IsSpace(whole[i]))
            {
                continue;
            }

            kept.Append(whole, text.Trace, start, i - start);
            start = i + 1;
        }

        return kept.Length == whole.Length ? text : Value.Of(kept.ToString(), kept.Trace());
    }

    /// <summary>
    /// The library looks at bytes: when there is any space it takes each other byte for a character, which spoils those beyond ASCII.
    /// </summary>
    private static Value WithoutSpaceBytes(Value text)
    {
        var bytes = GoText.ToBytes((string)text.Data!);
        var kept = new StringBuilder(bytes.Length);
        foreach (var unit in bytes)
        {
            if (!GoCharacters.IsSpace((char)unit))
            {
                kept.Append((char)unit);
            }
        }

        return kept.Length == bytes.Length ? text : Value.Of(kept.ToString(), Trace.Derived(text.Trace));
    }

    private static Value Repeat(ITemplateRuntime runtime, long count, Value text)
    {
        if (count < 0)
        {
            throw new FunctionException("strings: negative Repeat count");
        }

        var once = (string)text.Data!;
        runtime.Charge(Size(count, once.Length));
        var all = new TracedText();
        for (long i = 0; i < count && once.Length > 0; i++)
        {
            all.Append(once, text.Trace);
        }

        return Value.Of(all.ToString(), all.Trace());
    }

    /// <summary>The product, or the largest number when that is too large to say.</summary>
    internal static long Size(long count, long each)
    {
        var size = Math.BigMul(count, each, out var low);
        return size == 0 && low >= 0 ? low : long.MaxValue;
    }

    private static Value Replace(ITemplateRuntime runtime, Value old, Value by, Value source)
    {
        string text = (string)source.Data!,
            find = (string)old.Data!,
            put = (string)by.Data!;
        if (find.Length == 0)
        {
            return ReplaceBetween(runtime, put, by.Trace, text, source.Trace);
        }

        if (source.Trace is null && by.Trace is null)
        {
            var plain = text.Replace(find, put, StringComparison.Ordinal);
            if (plain.Length > text.Length)
            {
                runtime.Charge(plain.Length);
            }

            return Value.Of(plain);
        }

        var result = new TracedText();
        var start = 0;
        for (int at; (at = text.IndexOf(find, start, StringComparison.Ordinal)) >= 0; start = at + find.Length)
        {
            result.Append(text, source.Trace, start, at - start);
            result.Append(put, by.Trace);
            runtime.Charge(put.Length);
        }

        return start == 0 ? source : Value.Of(result.Append(text, source.Trace, start, text.Length - start).ToString(), result.Trace());
    }

    /// <summary>Go finds the empty string before every character and at the end.</summary>
    private static Value ReplaceBetween(ITemplateRuntime runtime, string put, Trace? putTrace, string text, Trace? trace)
    {
        runtime.Charge(Size(text.Length + 1, put.Length));
        var result = new TracedText();
        for (var at = 0; at < text.Length; )
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out _, out var width);
            result.Append(put, putTrace).Append(text, trace, at, width);
            at += width;
        }

        result.Append(put, putTrace);
        return Value.Of(result.ToString(), result.Trace());
    }

    private static Value Indent(ITemplateRuntime runtime, long spaces, Value text, string lead)
    {
        if (spaces < 0)
        {
            throw new FunctionException("strings: negative Repeat count");
        }

        var whole = (string)text.Data!;
        runtime.Charge(Size(whole.AsSpan().Count('\n') + 1, spaces));
        var pad = new string(' ', (int)spaces);
        if (text.Trace is null)
        {
            return Value.Of(string.Concat(lead, pad, whole.Replace("\n", "\n" + pad, StringComparison.Ordinal)));
        }

        var result = new TracedText().Append(lead).Append(pad);
        var start = 0;
        for (int at; (at = whole.IndexOf('\n', start)) >= 0; start = at + 1)
        {
            result.Append(whole, text.Trace, start, at + 1 - start).Append(pad);
        }

        result.Append(whole, text.Trace, start, whole.Length - start);
        return Value.Of(result.ToString(), result.Trace());
    }

    /// <summary>
    /// Works on bytes, as the Go library does: the first byte of a character beyond ASCII becomes a character of its own.
    /// </summary>
    private static string Initials(string text)
    {
        var result = new StringBuilder();
        var afterGap = true;
        foreach (var unit in GoText.ToBytes(text))
        {
            if (GoCharacters.IsSpace((char)unit))
            {
                afterGap = true;
            }
            else if (afterGap)
            {
                result.Append((char)unit);
                afterGap = false;
            }
        }

        return result.ToString();
    }
}
