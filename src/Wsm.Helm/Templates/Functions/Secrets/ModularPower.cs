using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Wsm.Helm.Templates.Functions.Secrets;

/// <summary>
/// Powers modulo a large number, by the OpenSSL that the framework's own cryptography stands on under Linux.
/// <see cref="BigInteger.ModPow"/> takes fifteen times as long.
/// </summary>
internal static partial class ModularPower
{
    private const string Library = "libcrypto";

    /// <summary>The names that the framework knows, in its order, so that both find the same one.</summary>
    private static readonly string[] FileNames = ["libcrypto.so.3", "libcrypto.so.1.1"];

    private static readonly nint Loaded = Load();

    static ModularPower() => NativeLibrary.SetDllImportResolver(typeof(ModularPower).Assembly, Resolve);

    /// <summary>Whether there is such an OpenSSL; other systems have cryptography of their own.</summary>
    public static bool IsSupported => Loaded != 0;

    /// <summary>In a time that does not depend on the exponent's bits.</summary>
    /// <param name="value">Not negative.</param>
    /// <param name="exponent">Not negative.</param>
    /// <param name="modulus">Odd.</param>
    public static BigInteger Of(BigInteger value, BigInteger exponent, BigInteger modulus)
    {
        Span<nint> numbers = [Number(value), Number(exponent), Number(modulus), Number(0)];
        var context = BN_CTX_new();
        try
        {
            if (BN_mod_exp_mont_consttime(numbers[3], numbers[0], numbers[1], numbers[2], context, 0) != 1)
            {
                throw new InsufficientMemoryException("OpenSSL computes no power; memory may have run out");
            }

            var bytes = new byte[modulus.GetByteCount(isUnsigned: true)];
            _ = BN_bn2binpad(numbers[3], bytes, bytes.Length);
            return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        }
        finally
        {
            foreach (var number in numbers)
            {
                BN_clear_free(number);
            }

            BN_CTX_free(context);
        }
    }

    private static nint Load() =>
        OperatingSystem.IsLinux()
            ? FileNames
                .Select(static name => NativeLibrary.TryLoad(name, out var library) ? library : 0)
                .FirstOrDefault(library => library != 0)
            : 0;

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Library ? Loaded : 0;

    private static nint Number(BigInteger value)
    {
        var bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return BN_bin2bn(bytes, bytes.Length, 0);
    }

    [LibraryImport(Library)]
    private static partial nint BN_CTX_new();

    [LibraryImport(Library)]
    private static partial void BN_CTX_free(nint context);

    [LibraryImport(Library)]
    private static partial nint BN_bin2bn(byte[] bytes, int length, nint into);

    [LibraryImport(Library)]
    private static partial int BN_bn2binpad(nint number, byte[] bytes, int length);

    [LibraryImport(Library)]
    private static partial void BN_clear_free(nint number);

    [LibraryImport(Library)]
    private static partial int BN_mod_exp_mont_consttime(nint result, nint value, nint exponent, nint modulus, nint context, nint prepared);
}
