using System.Security.Cryptography;
using System.Text;

namespace Wsm.Commands.Report.CycloneDx;

/// <summary>
/// A UUID that is always the same for the same name: version 8, made with SHA-256 (RFC 9562, section 5.8 and appendix B.2).
/// </summary>
internal static class DeterministicUuid
{
    private const int Version = 0x80;
    private const int Variant = 0x80;

    public static Guid Of(string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | Version);
        bytes[8] = (byte)((bytes[8] & 0x3f) | Variant);
        return new Guid(bytes, bigEndian: true);
    }
}
