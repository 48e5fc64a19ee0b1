using System.Text;
using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Functions;

/// <summary>Random text. All randomness comes from the runtime.</summary>
internal static class RandomFunctions
{
    private const string Digits = "0123456789";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Printable =
        " !\"#$%&'()*+,-./" + Digits + ":;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";

    public static void Register(FunctionList list)
    {
        list.Add("randAlphaNum", static (runtime, a) => Value.Of(RandomSource.Text(runtime, a.Int(0), Digits + Letters)), GoType.Int);
        list.Add("randAlpha", static (runtime, a) => Value.Of(RandomSource.Text(runtime, a.Int(0), Letters)), GoType.Int);
        list.Add("randNumeric", static (runtime, a) => Value.Of(RandomSource.Text(runtime, a.Int(0), Digits)), GoType.Int);
        list.Add("randAscii", static (runtime, a) => Value.Of(RandomSource.Text(runtime, a.Int(0), Printable)), GoType.Int);
        list.Add("randBytes", static (runtime, a) => Bytes(runtime, a.Int(0)), GoType.Int);
        list.Add("uuidv4", static (runtime, _) => Uuid(runtime));
        list.Add("shuffle", static (runtime, a) => Shuffle(runtime, a), GoType.String);
    }

    private static Value Bytes(ITemplateRuntime runtime, long count)
    {
        if (count < 0)
        {
            throw new FunctionException("runtime error: makeslice: len out of range");
        }

        runtime.Charge(count);
        var bytes = new byte[count];
        runtime.FillRandom(bytes);
        return Value.Of(Convert.ToBase64String(bytes));
    }

    /// <summary>RFC 9562, section 5.4.</summary>
    private static Value Uuid(ITemplateRuntime runtime)
    {
        Span<byte> bytes = stackalloc byte[16];
        runtime.FillRandom(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return Value.Of(new Guid(bytes, bigEndian: true).ToString("D"));
    }

    private static Value Shuffle(ITemplateRuntime runtime, Value[] a)
    {
        var runes = a.Text(0).EnumerateRunes().ToArray();
        for (var i = runes.Length - 1; i > 0; i--)
        {
            var other = (int)RandomSource.Below(runtime, i + 1);
            (runes[i], runes[other]) = (runes[other], runes[i]);
        }

        var text = new StringBuilder(runes.Length);
        foreach (var rune in runes)
        {
            text.Append(rune);
        }

        return Value.Of(text.ToString(), a.Traces());
    }
}
