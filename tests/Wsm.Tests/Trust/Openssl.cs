using Wsm.Peers;

namespace Wsm.Tests.Trust;

/// <summary>Keys and signatures by the real openssl.</summary>
internal static class Openssl
{
    public const string Curve = "ec_paramgen_curve:P-256";

    /// <summary>Makes <c>NAME.pem</c> and <c>NAME.pub</c> in a folder.</summary>
    public static async Task MakeKeyAsync(string folder, string name, string algorithm = "EC", string? option = Curve)
    {
        await RunAsync(
            folder,
            ["genpkey", "-algorithm", algorithm, .. option is null ? Array.Empty<string>() : ["-pkeyopt", option], "-out", $"{name}.pem"]
        );
        await RunAsync(folder, "pkey", "-in", $"{name}.pem", "-pubout", "-out", $"{name}.pub");
    }

    public static async Task<string> RunAsync(string folder, params string[] arguments) =>
        (await Tool.RunAsync("openssl", arguments, folder)).Output;

    /// <summary>A signature over a content, in base64 on one line.</summary>
    public static async Task<string> SignAsync(TemporaryFolder folder, string key, byte[] content)
    {
        var name = $"signed-{Guid.NewGuid():N}";
        folder.Write(name, content);
        await RunAsync(folder.Path, "pkeyutl", "-sign", "-rawin", "-inkey", key, "-in", name, "-out", name + ".der");
        return Convert.ToBase64String(await File.ReadAllBytesAsync(folder[name + ".der"]));
    }

    /// <summary>Fails unless the signature is the public key's over the file: SHA-256 first, for keys that sign hashes.</summary>
    public static async Task VerifyAsync(string folder, string key, string signature, string file) =>
        Assert.Contains(
            "Signature Verified Successfully",
            await RunAsync(folder, "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", key, "-sigfile", signature, "-in", file)
        );
}
