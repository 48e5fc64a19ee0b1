using System.Security.Cryptography;

namespace Wsm.Images;

/// <summary>One key for every certificate that a chart makes up: making a key takes longer than rendering a chart, and nobody will use what is made here.</summary>
internal sealed class SteadyKeys
{
    private const int Bits = 2048;

    private RSAParameters? _key;

    public RSA Next(int bits)
    {
        if (_key is { } known)
            return RSA.Create(known);
        var made = RSA.Create(Bits);
        _key = made.ExportParameters(includePrivateParameters: true);
        return made;
    }
}
