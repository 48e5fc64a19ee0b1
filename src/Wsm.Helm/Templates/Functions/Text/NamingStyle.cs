using System.Text;

namespace Wsm.Helm.Templates.Functions.Text;

/// <summary>PascalCase, snake_case and kebab-case by the word rules of the Go library that sprig uses (xstrings 1.5).</summary>
internal static class NamingStyle
{
    private enum Word
    {
        None,
        Number,
        Upper,
        Letters,
        Connector,
        Punctuation,
        Other,
    }

    public static string Pascal(string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        var result = new StringBuilder(text.Length);
        var at = 0;
        while (at < runes.Length && IsConnector(runes[at]))
        {
            result.Append(runes[at++]);
        }
        // Of nothing but connectors the library writes the last one twice, and so do we.
        if (at == runes.Length)
        {
            return at == 0 ? "" : result.Append(runes[^1]).ToString();
        }

        var inUpperRun = GoCharacters.IsUpper(runes[at]);
        var held = GoCharacters.ToUpper(runes[at++]);
        for (; at < runes.Length; at++)
        {
            var rune = runes[at];
            if (IsConnector(held))
            {
                if (IsConnector(rune))
                {
                    result.Append(held);
                    held = rune;
                    continue;
                }

                // A connector between words goes, and the word after it starts with a capital.
                inUpperRun = GoCharacters.IsUpper(rune);
                held = GoCharacters.ToUpper(rune);
                continue;
            }

            if (inUpperRun && GoCharacters.IsUpper(rune))
            {
                rune = GoCharacters.ToLower(rune);
            }
            else
            {
                inUpperRun = false;
            }

            result.Append(held);
            held = rune;
        }

        return result.Append(held).ToString();
    }

    public static string Separated(string text, char connector)
    {
        var words = new WordReader(text);
        var result = new StringBuilder(text.Length + 8);
        var (kind, word) = words.Next();
        while (!words.AtEnd)
        {
            if (kind != Word.Connector)
            {
                AppendLower(result, kind, word, connector);
            }

            var (previous, last) = (kind, word);
            (kind, word) = words.Next();
            switch (previous)
            {
                case Word.Number:
                    (kind, word) = AppendAlphanumerics(result, words, kind, word, connector);
                    if (kind is not (Word.None or Word.Punctuation or Word.Connector))
                    {
                        result.Append(connector);
                    }

                    break;
                case Word.Connector:
                    AppendLower(result, previous, last, connector);
                    break;
                case Word.Punctuation:
                    break;
                default:
                    if (kind == Word.Number)
                    {
                        (kind, word) = AfterNumber(result, words, word, connector);
                    }
                    else if (kind is not (Word.Connector or Word.Punctuation))
                    {
                        result.Append(connector);
                    }

                    break;
            }
        }

        AppendLower(result, kind, word, connector);
        return result.ToString();
    }

    /// <summary>A number belongs to the word before it (bld4_floor) unless lower-case letters follow it (http_2xx).</summary>
    private static (Word Kind, string Text) AfterNumber(StringBuilder result, WordReader words, string number, char connector)
    {
        if (words.AtEnd)
        {
            return (Word.Number, number);
        }

        var (kind, word) = words.Next();
        if (kind != Word.Letters)
        {
            AppendLower(result, Word.Number, number, connector);
            if (kind is not (Word.Connector or Word.Punctuation))
            {
                result.Append(connector);
            }

            return (kind, word);
        }

        result.Append(connector);
        AppendLower(result, Word.Number, number, connector);
        (kind, word) = AppendAlphanumerics(result, words, kind, word, connector);
        if (kind is not (Word.None or Word.Connector or Word.Punctuation))
        {
            result.Append(connector);
        }

        return (kind, word);
    }

    private static (Word Kind, string Text) AppendAlphanumerics(
        StringBuilder result,
        WordReader words,
        Word kind,
        string word,
        char connector
    )
    {
        while (kind is Word.Letters or Word.Number)
        {
            AppendLower(result, kind, word, connector);
            (kind, word) = words.Next();
        }

        return (kind, word);
    }

    private static void AppendLower(StringBuilder result, Word kind, string word, char connector)
    {
        if (kind is not (Word.Upper or Word.Connector))
        {
            result.Append(word);
            return;
        }

        foreach (var rune in word.EnumerateRunes())
        {
            if (IsConnector(rune))
            {
                result.Append(connector);
            }
            else
            {
                result.Append(GoCharacters.IsUpper(rune) ? GoCharacters.ToLower(rune) : rune);
            }
        }
    }

    private static bool IsConnector(Rune rune) => rune.Value is '-' or '_' || GoCharacters.IsSpace(rune);

    /// <summary>Chinese characters have no words of their own in this sense.</summary>
    private static bool IsAlphabetic(Rune rune) =>
        Rune.IsLetter(rune) && rune.Value is not ((>= 0x3400 and <= 0x4D85) or (>= 0x4E00 and <= 0x9FCC) or (>= 0x20000 and <= 0x2B81D));

    private sealed class WordReader(string text)
    {
        private int _at;

        public bool AtEnd => _at >= text.Length;

        public (Word Kind, string Text) Next()
        {
            if (AtEnd)
            {
                return (Word.None, "");
            }

            var start = _at;
            var first = Take();
            var kind = KindOf(first);
            switch (kind)
            {
                case Word.Connector:
                    TakeWhile(IsConnector);
                    break;
                case Word.Punctuation:
                    TakeWhile(GoCharacters.IsPunctuation);
                    break;
                case Word.Upper:
                    TakeUpper();
                    break;
                case Word.Letters:
                    TakeWhile(IsLowerAlphabetic);
                    break;
                case Word.Number:
                    TakeWhile(Rune.IsNumber);
                    break;
                default:
                    TakeWhile(static rune => KindOf(rune) == Word.Other);
                    break;
            }

            return (kind, text[start.._at]);
        }

        private static Word KindOf(Rune rune) =>
            IsConnector(rune) ? Word.Connector
            : GoCharacters.IsPunctuation(rune) ? Word.Punctuation
            : GoCharacters.IsUpper(rune) ? Word.Upper
            : IsAlphabetic(rune) ? Word.Letters
            : Rune.IsNumber(rune) ? Word.Number
            : Word.Other;

        private static bool IsLowerAlphabetic(Rune rune) => IsAlphabetic(rune) && !GoCharacters.IsUpper(rune);

        /// <summary>HTTPStatus is HTTP and Status: the last capital belongs to the letters after it.</summary>
        private void TakeUpper()
        {
            if (AtEnd)
            {
                return;
            }

            if (!GoCharacters.IsUpper(Peek()))
            {
                TakeWhile(IsLowerAlphabetic);
                return;
            }

            var last = _at;
            while (!AtEnd && GoCharacters.IsUpper(Peek()))
            {
                last = _at;
                Take();
            }

            if (!AtEnd && IsAlphabetic(Peek()))
            {
                _at = last;
            }
        }

        private Rune Peek() => Rune.TryGetRuneAt(text, _at, out var rune) ? rune : Rune.ReplacementChar;

        private Rune Take()
        {
            var rune = Peek();
            _at += Rune.TryGetRuneAt(text, _at, out _) ? rune.Utf16SequenceLength : 1;
            return rune;
        }

        private void TakeWhile(Func<Rune, bool> belongs)
        {
            while (!AtEnd && belongs(Peek()))
            {
                Take();
            }
        }
    }
}
