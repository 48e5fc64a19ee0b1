using System.Net;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Templates.Functions.Encodings;
using Wsm.Helm.Templates.Functions.Secrets;

namespace Wsm.Helm.Templates.Functions;

/// <summary>Sprig's crypto chapter: password hashes, keys and certificates.</summary>
internal static class SecretFunctions
{
    /// <summary>Key generation and slow hashes cost the render's budget about what they cost the processor.</summary>
    /// <summary>In steps: what hashes a password slowly on purpose.</summary>
    private const int HashCost = 1_500_000;

    /// <summary>In steps: finding primes.</summary>
    private const int KeyCost = 4_000_000;

    /// <summary>In steps: a signature, or a key that is given.</summary>
    private const int SignatureCost = 10_000;

    public static void Register(FunctionList list)
    {
        list.Add("bcrypt", static (runtime, a) => Value.Of(HashPassword(runtime, a.Text(0)), a.Traces()), GoType.String);
        list.Add(
            "htpasswd",
            static (runtime, a) => Value.Of(HtPassword(runtime, a.Text(0), a.Text(1)), a.Traces()),
            GoType.String,
            GoType.String
        );
        list.Add(
            "derivePassword",
            static (runtime, a) => Value.Of(Derive(runtime, a), a.Traces()),
            GoType.Int,
            GoType.String,
            GoType.String,
            GoType.String,
            GoType.String
        );
        list.Add(
            "encryptAES",
            static (runtime, a) => Value.Of(AesText.Encrypt(runtime, a.Text(0), a.Text(1)), a.Traces()),
            GoType.String,
            GoType.String
        );
        list.Add("decryptAES", static (_, a) => Value.Of(AesText.Decrypt(a.Text(0), a.Text(1)), a.Traces()), GoType.String, GoType.String);
        list.Add("genPrivateKey", static (runtime, a) => GenerateKey(runtime, a.Text(0)), GoType.String);
        list.Add("buildCustomCert", static (_, a) => Build(a), GoType.String, GoType.String);
        list.Add("genCA", static (runtime, a) => Authority(runtime, a, null), GoType.String, GoType.Int);
        list.Add("genCAWithKey", static (runtime, a) => Authority(runtime, a, a.Text(2)), GoType.String, GoType.Int, GoType.String);
        list.Add(
            "genSelfSignedCert",
            static (runtime, a) => SelfSigned(runtime, a, null),
            GoType.String,
            GoType.List,
            GoType.List,
            GoType.Int
        );
        list.Add(
            "genSelfSignedCertWithKey",
            static (runtime, a) => SelfSigned(runtime, a, a.Text(4)),
            GoType.String,
            GoType.List,
            GoType.List,
            GoType.Int,
            GoType.String
        );
        list.Add(
            "genSignedCert",
            static (runtime, a) => Signed(runtime, a, null),
            GoType.String,
            GoType.List,
            GoType.List,
            GoType.Int,
            GoType.Object
        );
        list.Add(
            "genSignedCertWithKey",
            static (runtime, a) => Signed(runtime, a, a.Text(5)),
            GoType.String,
            GoType.List,
            GoType.List,
            GoType.Int,
            GoType.Object,
            GoType.String
        );
    }

    private static string HashPassword(ITemplateRuntime runtime, string password)
    {
        runtime.Charge(HashCost);
        var bytes = GoText.ToBytes(password);
        if (bytes.Length > 72)
        {
            return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes";
        }

        var salt = new byte[16];
        runtime.FillRandom(salt);
        return Bcrypt.Write(salt, runtime.Secrets.HashPassword(bytes, salt), Bcrypt.DefaultCost);
    }

    private static string HtPassword(ITemplateRuntime runtime, string user, string password) =>
        user.Contains(':') ? $"invalid username: {user}" : $"{user}:{HashPassword(runtime, password)}";

    private static string Derive(ITemplateRuntime runtime, Value[] a)
    {
        runtime.Charge(HashCost);
        return MasterPassword.Derive(runtime.Secrets, unchecked((uint)a.Int(0)), a.Text(1), a.Text(2), a.Text(3), a.Text(4))
            ?? $"cannot find password template {a.Text(1)}";
    }

    private static Value GenerateKey(ITemplateRuntime runtime, string kind)
    {
        runtime.Charge(KeyCost);
        return Value.Of(KeyMaker.Make(runtime, kind));
    }

    private static Value Build(Value[] a)
    {
        if (Base64.Decode(a.Text(0), out _) is not { } certificate)
        {
            throw new FunctionException("unable to decode base64 certificate");
        }

        if (Base64.Decode(a.Text(1), out _) is not { } key)
        {
            throw new FunctionException("unable to decode base64 private key");
        }

        string certificateText = GoText.FromBytes(certificate),
            keyText = GoText.FromBytes(key);
        CertificateMaker
            .ReadCertificate(certificateText, "unable to decode certificate", "error parsing certificate: decodedCert.Bytes: ")
            .Dispose();
        CertificateMaker.ReadKey(keyText).Dispose();
        return new Value(new CertificateObject(certificateText, keyText), a.Traces());
    }

    private static Value Authority(ITemplateRuntime runtime, Value[] a, string? keyText)
    {
        using var key = KeyFor(runtime, keyText);
        return new Value(CertificateMaker.Authority(runtime, new CertificateRequestText(a.Text(0), [], [], a.Int(1)), key), a.Traces());
    }

    private static Value SelfSigned(ITemplateRuntime runtime, Value[] a, string? keyText)
    {
        using var key = KeyFor(runtime, keyText);
        return new Value(CertificateMaker.SelfSigned(runtime, Request(a), key), a.Traces());
    }

    private static Value Signed(ITemplateRuntime runtime, Value[] a, string? keyText)
    {
        if (a[4].Data is not CertificateObject authority)
        {
            throw new FunctionException($"wrong type for value; expected sprig.certificate; got {GoTypes.NameOf(a[4].Data)}");
        }

        using var key = KeyFor(runtime, keyText);
        return new Value(CertificateMaker.Signed(runtime, Request(a), key, authority), a.Traces());
    }

    private static PrivateKey KeyFor(ITemplateRuntime runtime, string? keyText)
    {
        runtime.Charge(keyText is null ? KeyCost : SignatureCost);
        if (keyText is null)
        {
            return PrivateKey.Of(runtime.Secrets.NewRsa(2048));
        }

        try
        {
            return PrivateKey.Parse(keyText);
        }
        catch (FunctionException refused)
        {
            throw new FunctionException("parsing private key: " + refused.Message);
        }
    }

    private static CertificateRequestText Request(Value[] a)
    {
        var addresses = new List<IPAddress>();
        foreach (var item in Items(a[1]))
        {
            if (item.Data is not string text)
            {
                throw new FunctionException($"error parsing ip: {GoFormat.ToText(item)} is not a string");
            }

            addresses.Add(
                IPAddress.TryParse(text, out var address) && (text.Contains(':') || text.Split('.').Length == 4)
                    ? address
                    : throw new FunctionException($"error parsing ip: {text}")
            );
        }

        var names = new List<string>();
        foreach (var item in Items(a[2]))
        {
            names.Add(
                item.Data as string
                    ?? throw new FunctionException($"error processing alternate dns name: {GoFormat.ToText(item)} is not a string")
            );
        }

        return new CertificateRequestText(a.Text(0), addresses, names, a.Int(3));
    }

    private static List<Value> Items(Value list) => list.Data is ListValue items ? items.Items : [];
}
