using System.Globalization;
using System.Text;
using Wsm.Helm.Provenance;

namespace Wsm.Helm.Data.Formatting;

/// <summary>One pass of <c>Sprintf</c> over a format: literals, flags, widths, argument indices, verbs.</summary>
internal ref struct FormatRun(Value format, ReadOnlySpan<Value> arguments)
{
    /// <summary>Widths and precisions beyond this are mistakes, Go says.</summary>
    private const int TooLarge = 1_000_000;

    private readonly string _format = (string)format.Data!;
    private readonly ReadOnlySpan<Value> _arguments = arguments;
    private readonly TracedText _text = new();
    private readonly GoPrinter _printer = new();
    private int _at;
    private int _next;
    private bool _reordered;
    private bool _goodIndex;
    private bool _afterIndex;

    public Value Run()
    {
        while (_at < _format.Length)
        {
            var percent = _format.IndexOf('%', _at);
            var literalEnd = percent < 0 ? _format.Length : percent;
            _text.Append(_format, format.Trace, _at, literalEnd - _at);
            _at = literalEnd + 1;
            if (percent < 0)
            {
                break;
            }

            Directive();
        }

        if (!_reordered && _next < _arguments.Length)
        {
            Extra();
        }

        return Value.Of(_text.ToString(), _text.Trace());
    }

    private void Directive()
    {
        _printer.Flags = FormatFlags.None;
        _goodIndex = true;
        _afterIndex = false;
        ReadFlags();
        ReadIndex();
        ReadWidth();
        if (_at < _format.Length && _format[_at] == '.')
        {
            ReadPrecision();
        }

        if (!_afterIndex)
        {
            ReadIndex();
        }

        if (_at >= _format.Length)
        {
            _text.Append("%!(NOVERB)");
            return;
        }

        if (Rune.DecodeFromUtf16(_format.AsSpan(_at), out var verb, out var length) != System.Buffers.OperationStatus.Done)
        {
            verb = Rune.ReplacementChar;
        }

        _at += length;
        if (verb.Value == '%')
        {
            _text.Append('%');
        }
        else if (!_goodIndex)
        {
            _text.Append($"%!{verb}(BADINDEX)");
        }
        else if (_next >= _arguments.Length)
        {
            _text.Append($"%!{verb}(MISSING)");
        }
        else
        {
            PrintArgument(_arguments[_next++], verb);
        }
    }

    private void PrintArgument(Value argument, Rune verb)
    {
        ref var flags = ref _printer.Flags;
        if (verb.Value == 'v')
        {
            // For %v these flags mean Go syntax and field names, not a sign or a prefix.
            flags.GoSyntax = flags.Sharp;
            flags.Sharp = false;
            flags.Plus = false;
        }

        _printer.Print(argument.Data, verb);
        var printed = _printer.Take();
        if (argument.Trace is null)
        {
            _text.Append(printed);
        }
        else if (argument.Data is string source && verb.Value is 's' or 'v' && !flags.GoSyntax)
        {
            AppendText(source: (string)argument.Data, argument.Trace, printed, flags);
        }
        else
        {
            _text.AppendDerived(printed, argument.Trace);
        }
    }

    /// <summary>A string, perhaps cut and padded: what is left of it keeps its runs.</summary>
    private readonly void AppendText(string source, Trace trace, string printed, in FormatFlags flags)
    {
        var kept = source.AsSpan().CommonPrefixLength(printed);
        if (flags.Minus || printed.Length <= source.Length)
        {
            _text.Append(source, trace, 0, Math.Min(kept, printed.Length));
            _text.Append(printed[Math.Min(kept, printed.Length)..]);
            return;
        }

        // Padded on the left: the text is the longest tail of the output that begins the source.
        var length = Math.Min(source.Length, printed.Length);
        while (length > 0 && !printed.AsSpan(printed.Length - length).SequenceEqual(source.AsSpan(0, length)))
        {
            length--;
        }

        _text.Append(printed[..^length]);
        _text.Append(source, trace, 0, length);
    }

    private readonly void Extra()
    {
        _printer.Flags = FormatFlags.None;
        _text.Append("%!(EXTRA ");
        for (var i = _next; i < _arguments.Length; i++)
        {
            if (i > _next)
            {
                _text.Append(", ");
            }

            if (_arguments[i].IsNil)
            {
                _text.Append("<nil>");
                continue;
            }

            _text.Append(GoTypes.NameOf(_arguments[i].Data)).Append('=');
            GoFormat.Append(_text, _arguments[i]);
        }

        _text.Append(')');
    }

    private void ReadFlags()
    {
        ref var flags = ref _printer.Flags;
        for (; _at < _format.Length; _at++)
        {
            switch (_format[_at])
            {
                case '#':
                    flags.Sharp = true;
                    break;
                case '0':
                    flags.Zero = true;
                    break;
                case '+':
                    flags.Plus = true;
                    break;
                case '-':
                    flags.Minus = true;
                    break;
                case ' ':
                    flags.Space = true;
                    break;
                default:
                    return;
            }
        }
    }

    private void ReadWidth()
    {
        ref var flags = ref _printer.Flags;
        if (_at < _format.Length && _format[_at] == '*')
        {
            _at++;
            if (!TryTakeNumber(out var width))
            {
                _text.Append("%!(BADWIDTH)");
            }
            else
            {
                // A negative width is the minus flag.
                flags.Minus |= width < 0;
                flags.Width = Math.Abs(width);
            }

            _afterIndex = false;
            return;
        }

        if (ReadNumber(out var given))
        {
            flags.Width = given;
            // "%[3]2d"
            _goodIndex &= !_afterIndex;
        }
    }

    private void ReadPrecision()
    {
        ref var flags = ref _printer.Flags;
        _at++;
        // "%[3].2d"
        _goodIndex &= !_afterIndex;
        ReadIndex();
        if (_at < _format.Length && _format[_at] == '*')
        {
            _at++;
            if (TryTakeNumber(out var precision) && precision >= 0)
            {
                flags.Precision = precision;
            }
            else
            {
                _text.Append("%!(BADPREC)");
            }

            _afterIndex = false;
            return;
        }

        flags.Precision = ReadNumber(out var given) ? given : 0;
    }

    private bool TryTakeNumber(out int number)
    {
        number = 0;
        if (_next >= _arguments.Length)
        {
            return false;
        }

        var data = _arguments[_next++].Data;
        if (!GoTypes.TryInteger(data, out var wide))
        {
            if (!GoTypes.TryUnsigned(data, out var unsigned) || unsigned > TooLarge)
            {
                return false;
            }

            wide = (long)unsigned;
        }

        if (wide is > TooLarge or < -TooLarge)
        {
            return false;
        }

        number = (int)wide;
        return true;
    }

    private bool ReadNumber(out int number)
    {
        number = 0;
        var start = _at;
        while (_at < _format.Length && char.IsAsciiDigit(_format[_at]))
        {
            if (number > TooLarge)
            {
                _at = _format.Length;
                return false;
            }

            number = (number * 10) + (_format[_at++] - '0');
        }

        return _at > start;
    }

    /// <summary>An explicit argument index: <c>[3]</c>.</summary>
    private void ReadIndex()
    {
        _afterIndex = false;
        if (_at >= _format.Length || _format[_at] != '[')
        {
            return;
        }

        _reordered = true;
        var close = _format.IndexOf(']', _at);
        if (_format.Length - _at < 3 || close < 0)
        {
            _goodIndex = false;
            _at++;
            return;
        }

        _afterIndex =
            int.TryParse(_format.AsSpan(_at + 1, close - _at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index <= TooLarge;
        _at = close + 1;
        if (_afterIndex && index >= 1 && index <= _arguments.Length)
        {
            _next = index - 1;
        }
        else
        {
            _goodIndex = false;
        }
    }
}
