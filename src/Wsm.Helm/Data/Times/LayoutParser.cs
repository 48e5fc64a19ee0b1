using System.Text;
using Wsm.Helm.Data.Formatting;

namespace Wsm.Helm.Data.Times;

/// <summary>Reads times by Go's layouts, with Go's messages.</summary>
internal sealed class LayoutParser
{
    private readonly string _layout;
    private readonly string _value;
    private int _at;
    private long _year;
    private int _month = -1;
    private int _day = -1;
    private int _yearDay = -1;
    private int _hour;
    private int _minute;
    private int _second;
    private int _nanosecond;
    private bool? _afternoon;
    private int? _offset;
    private string _zoneName = "";

    private LayoutParser(string layout, string value) => (_layout, _value) = (layout, value);

    private string Rest => _value[_at..];

    /// <exception cref="FormatException">With Go's message.</exception>
    public static GoTime Parse(string layout, string value)
    {
        var parser = new LayoutParser(layout, value);
        parser.ReadAll();
        return parser.Result();
    }

    private void ReadAll()
    {
        for (var at = 0; ; )
        {
            var piece = TimeLayoutReader.Next(_layout, at);
            var literal = _layout[at..piece.Start];
            if (!SkipLiteral(literal))
            {
                throw Refuse(literal);
            }

            at = piece.End;
            if (piece.Element == LayoutElement.None)
            {
                break;
            }

            if (!TryRead(piece, at))
            {
                throw Refuse(piece.Text);
            }
        }

        if (_at < _value.Length)
        {
            throw new FormatException($"parsing time {GoQuote.Quote(_value)}: extra text: {GoQuote.Quote(Rest)}");
        }
    }

    /// <summary>A run of spaces stands for any number of them.</summary>
    private bool SkipLiteral(string literal)
    {
        for (var i = 0; i < literal.Length; )
        {
            if (literal[i] == ' ')
            {
                if (_at < _value.Length && _value[_at] != ' ')
                {
                    return false;
                }

                while (i < literal.Length && literal[i] == ' ')
                {
                    i++;
                }

                while (_at < _value.Length && _value[_at] == ' ')
                {
                    _at++;
                }

                continue;
            }

            if (_at >= _value.Length || _value[_at] != literal[i])
            {
                return false;
            }

            _at++;
            i++;
        }

        return true;
    }

    private bool TryRead(LayoutPiece piece, int layoutAt)
    {
        switch (piece.Element)
        {
            case LayoutElement.LongYear:
                return Peek(0) && TryDigits(4, 4, out var year) && Set(ref _year, year);
            case LayoutElement.ShortYear:
                return TryDigits(2, 2, out var shortYear) && Set(ref _year, shortYear + (shortYear >= 69 ? 1900 : 2000));
            case LayoutElement.ShortMonth:
                return TryName(GoLayout.MonthNames, 3, out var shortMonth) && Set(ref _month, shortMonth + 1);
            case LayoutElement.LongMonth:
                return TryName(GoLayout.MonthNames, 0, out var longMonth) && Set(ref _month, longMonth + 1);
            case LayoutElement.Month or LayoutElement.ZeroMonth:
                return TryDigits(Least(piece), 2, out var month) && Set(ref _month, Within(month, 1, 12, "month"));
            case LayoutElement.ShortWeekday:
                return TryName(GoLayout.DayNames, 3, out _);
            case LayoutElement.LongWeekday:
                return TryName(GoLayout.DayNames, 0, out _);
            case LayoutElement.Day or LayoutElement.SpaceDay or LayoutElement.ZeroDay:
                if (piece.Element == LayoutElement.SpaceDay && _at < _value.Length && _value[_at] == ' ')
                {
                    _at++;
                }

                return TryDigits(Least(piece), 2, out _day);
            case LayoutElement.SpaceYearDay or LayoutElement.ZeroYearDay:
                for (var i = 0; piece.Element == LayoutElement.SpaceYearDay && i < 2 && _at < _value.Length && _value[_at] == ' '; i++)
                {
                    _at++;
                }

                return TryDigits(piece.Element == LayoutElement.ZeroYearDay ? 3 : 1, 3, out _yearDay);
            case LayoutElement.Hour24:
                return TryDigits(1, 2, out var hour) && Set(ref _hour, Within(hour, 0, 23, "hour"));
            case LayoutElement.Hour12 or LayoutElement.ZeroHour12:
                return TryDigits(Least(piece), 2, out var hour12) && Set(ref _hour, Within(hour12, 0, 12, "hour"));
            case LayoutElement.Minute or LayoutElement.ZeroMinute:
                return TryDigits(Least(piece), 2, out var minute) && Set(ref _minute, Within(minute, 0, 59, "minute"));
            case LayoutElement.Second or LayoutElement.ZeroSecond:
                if (!TryDigits(Least(piece), 2, out var second))
                {
                    return false;
                }

                _second = Within(second, 0, 59, "second");
                // A fraction is read even where the layout has none.
                if (TimeLayoutReader.Next(_layout, layoutAt).Element is not (LayoutElement.ZeroFraction or LayoutElement.NineFraction))
                {
                    TryFraction(-1);
                }

                return true;
            case LayoutElement.ZeroFraction:
                return TryFraction(piece.Text.Length - 1);
            case LayoutElement.NineFraction:
                TryFraction(-1);
                return true;
            case LayoutElement.UpperNoon or LayoutElement.LowerNoon:
                return TryNoon(piece.Element == LayoutElement.UpperNoon);
            case LayoutElement.Offset:
                return TryOffset(piece.Text);
            default:
                return TryZoneName();
        }
    }

    /// <summary>A zero or an underscore in the layout asks for two digits.</summary>
    private static int Least(LayoutPiece piece) => piece.Text[0] == '0' ? 2 : 1;

    private bool Peek(int ahead) => _at + ahead < _value.Length && char.IsAsciiDigit(_value[_at + ahead]);

    private static bool Set<T>(ref T field, T value)
    {
        field = value;
        return true;
    }

    private bool TryDigits(int least, int most, out int number)
    {
        number = 0;
        var digits = 0;
        while (digits < most && Peek(digits))
        {
            number = (number * 10) + (_value[_at + digits++] - '0');
        }

        if (digits < least)
        {
            return false;
        }

        _at += digits;
        return true;
    }

    /// <param name="length">How much of each name counts; 0 all of it.</param>
    private bool TryName(IReadOnlyList<string> names, int length, out int index)
    {
        for (index = 0; index < names.Count; index++)
        {
            var name = length > 0 ? names[index].AsSpan(0, length) : names[index];
            if (!_value.AsSpan(_at).StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            _at += name.Length;
            return true;
        }

        return false;
    }

    /// <param name="length">Exactly so many digits; -1 for as many as there are.</param>
    private bool TryFraction(int length)
    {
        if (_at >= _value.Length || _value[_at] is not ('.' or ',') || !Peek(1))
        {
            return false;
        }

        var digits = 0;
        while (Peek(digits + 1) && (length < 0 || digits < length))
        {
            digits++;
        }

        if (length >= 0 && digits != length)
        {
            return false;
        }

        _nanosecond = int.Parse(_value.AsSpan(_at + 1, Math.Min(9, digits)).ToString().PadRight(9, '0'));
        _at += digits + 1;
        return true;
    }

    private bool TryNoon(bool upper)
    {
        var text = Rest.Length < 2 ? "" : Rest[..2];
        if (text != (upper ? "AM" : "am") && text != (upper ? "PM" : "pm"))
        {
            return false;
        }

        _afternoon = text is "PM" or "pm";
        _at += 2;
        return true;
    }

    private bool TryOffset(string form)
    {
        if (form[0] == 'Z' && _at < _value.Length && _value[_at] == 'Z')
        {
            _at++;
            _offset = 0;
            return true;
        }

        if (_at >= _value.Length || _value[_at] is not ('+' or '-'))
        {
            return false;
        }

        var negative = _value[_at++] == '-';
        if (!TryDigits(2, 2, out var hours))
        {
            return false;
        }

        int minutes = 0,
            seconds = 0;
        if (form.Length > 3 && !(TrySeparator(form) && TryDigits(2, 2, out minutes)))
        {
            return false;
        }

        if (form.Length > 6 && !(TrySeparator(form) && TryDigits(2, 2, out seconds)))
        {
            return false;
        }

        var offset =
            (Within(hours, 0, 24, "time zone offset hour") * 3600)
            + (Within(minutes, 0, 60, "time zone offset minute") * 60)
            + Within(seconds, 0, 60, "time zone offset second");
        _offset = negative ? -offset : offset;
        return true;
    }

    private bool TrySeparator(string form)
    {
        if (!form.Contains(':'))
        {
            return true;
        }

        return _at < _value.Length && _value[_at++] == ':';
    }

    /// <summary>Three or four capitals; GMT may have an offset.</summary>
    private bool TryZoneName()
    {
        if (Rest.StartsWith("UTC", StringComparison.Ordinal))
        {
            _at += 3;
            _offset = 0;
            return true;
        }

        var length = 0;
        while (length < 6 && _at + length < _value.Length && char.IsAsciiLetterUpper(_value[_at + length]))
        {
            length++;
        }

        if (length is < 3 or > 5)
        {
            return false;
        }

        _zoneName = _value.Substring(_at, length);
        _at += length;
        return true;
    }

    private int Within(int number, int least, int most, string what) => number >= least && number <= most ? number : throw OutOfRange(what);

    private FormatException OutOfRange(string what) => new($"parsing time {Quote(_value)}: {what} out of range");

    private FormatException Refuse(string element) =>
        new($"parsing time {Quote(_value)} as {Quote(_layout)}: cannot parse {Quote(Rest)} as {Quote(element)}");

    /// <summary>As Go's package for times quotes: every byte that is not printable ASCII by its number.</summary>
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var octet in GoText.ToBytes(text))
        {
            quoted.Append(
                octet is >= 0x80 or < (byte)' ' ? $"\\x{octet:x2}"
                : octet is (byte)'"' or (byte)'\\' ? $"\\{(char)octet}"
                : (char)octet
            );
        }

        return quoted.Append('"').ToString();
    }

    private GoTime Result()
    {
        if (_afternoon == true && _hour < 12)
        {
            _hour += 12;
        }
        else if (_afternoon == false && _hour == 12)
        {
            _hour = 0;
        }

        if (_yearDay >= 0 && _month < 0 && _day < 0)
        {
            if (_yearDay < 1 || GoTime.DaysFromCivil(_year, 1, _yearDay) >= GoTime.DaysFromCivil(_year + 1, 1, 1))
            {
                throw OutOfRange("day-of-year");
            }

            (_month, _day) = (1, _yearDay);
        }
        else
        {
            (_month, _day) = (_month < 0 ? 1 : _month, _day < 0 ? 1 : _day);
            if (_day < 1 || GoTime.DaysFromCivil(_year, _month, _day) >= GoTime.DaysFromCivil(_year, _month + 1, 1))
            {
                throw OutOfRange("day");
            }
        }

        var seconds = (GoTime.DaysFromCivil(_year, _month, _day) * 86_400) + (_hour * 3600) + (_minute * 60) + _second;
        if (_offset is { } offset)
        {
            return new GoTime(seconds - offset, _nanosecond, offset == 0 ? GoZone.Utc : GoZone.Fixed(offset, _zoneName));
        }

        return new GoTime(seconds, _nanosecond, _zoneName.Length > 0 ? GoZone.Fixed(0, _zoneName) : GoZone.Utc);
    }
}
