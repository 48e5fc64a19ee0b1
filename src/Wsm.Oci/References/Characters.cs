using System.Buffers;

namespace Wsm.Oci.References;

internal static class Characters
{
    public static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");
    public static readonly SearchValues<char> Ipv6 = SearchValues.Create("0123456789abcdefABCDEF:");
    public static readonly SearchValues<char> Tag = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");
}
