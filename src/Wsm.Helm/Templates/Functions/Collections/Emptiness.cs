using System.Numerics;
using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Functions.Collections;

/// <summary>What sprig's <c>empty</c> and <c>default</c> take for nothing: zero, false, "", and whatever has no elements.</summary>
internal static class Emptiness
{
    public static bool IsEmpty(Value value) =>
        value.Data switch
        {
            null => true,
            string text => text.Length == 0,
            bool truth => !truth,
            double number => number == 0,
            nint number => number == 0,
            long number => number == 0,
            int number => number == 0,
            MapValue map => map.Count == 0,
            ListValue list => list.Count == 0,
            byte[] bytes => bytes.Length == 0,
            GoObject thing => !thing.IsTrue,
            Complex number => number == Complex.Zero,
            float number => number == 0,
            _ => Convert.ToDecimal(value.Data) == 0,
        };
}
