using System.Globalization;
using System.Text;
using Wsm.Helm.Provenance;

namespace Wsm.Helm.Data.Formatting;

/// <summary>Go's <c>fmt.Sprint</c>, <c>Sprintln</c> and <c>Sprintf</c>. The text of string arguments keeps its trace.</summary>
public static class GoFormat
{
    private static readonly Rune PlainVerb = new('v');

    /// <summary>What <c>%v</c> prints.</summary>
    public static string ToText(Value value) => ToText(value.Data);

    /// <inheritdoc cref="ToText(Value)"/>
    public static string ToText(object? data)
    {
        switch (data)
        {
            case string text:
                return text;
            case nint number:
                return ((long)number).ToString(CultureInfo.InvariantCulture);
            case long number:
                return number.ToString(CultureInfo.InvariantCulture);
            case double number:
                return GoFloat.Format(number, 'g', -1);
            case bool truth:
                return truth ? "true" : "false";
            case null:
                return "<nil>";
            default:
                var printer = new GoPrinter();
                printer.Print(data, PlainVerb);
                return printer.Take();
        }
    }

    /// <summary>Values side by side; a space stands between two of which neither is a string.</summary>
    public static Value Sprint(ReadOnlySpan<Value> arguments)
    {
        if (arguments.Length == 1 && arguments[0].Data is string)
        {
            return arguments[0];
        }

        var text = new TracedText();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (i > 0 && arguments[i].Data is not string && arguments[i - 1].Data is not string)
            {
                text.Append(' ');
            }

            Append(text, arguments[i]);
        }

        return Value.Of(text.ToString(), text.Trace());
    }

    /// <summary>Values with spaces between them, and a newline.</summary>
    public static Value Sprintln(ReadOnlySpan<Value> arguments)
    {
        var text = new TracedText();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (i > 0)
            {
                text.Append(' ');
            }

            Append(text, arguments[i]);
        }

        text.Append('\n');
        return Value.Of(text.ToString(), text.Trace());
    }

    public static Value Sprintf(Value format, ReadOnlySpan<Value> arguments) => new FormatRun(format, arguments).Run();

    /// <inheritdoc cref="Sprintf(Value, ReadOnlySpan{Value})"/>
    public static string Sprintf(string format, params ReadOnlySpan<object?> arguments)
    {
        var values = new Value[arguments.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = new Value(arguments[i]);
        }

        return (string)new FormatRun(Value.Of(format), values).Run().Data!;
    }

    /// <summary>Appends what <c>%v</c> prints of a value, with its trace.</summary>
    internal static void Append(TracedText text, Value value)
    {
        if (value.Data is string plain)
        {
            text.Append(plain, value.Trace);
        }
        else
        {
            text.AppendDerived(ToText(value.Data), value.Trace);
        }
    }
}
