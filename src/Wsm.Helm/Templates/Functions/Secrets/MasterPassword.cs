using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Functions.Secrets;

/// <summary>The Master Password algorithm (https://spectre.app), which <c>derivePassword</c> is.</summary>
internal static class MasterPassword
{
    private const string Scope = "com.lyndir.masterpassword";

    /// <returns>Null when there is no such kind of password.</returns>
    public static string? Derive(ISecretWork secrets, uint counter, string kind, string password, string user, string site)
    {
        if (TemplatesOf(kind) is not { } templates)
        {
            return null;
        }

        var key = secrets.DeriveKey(Encoding.UTF8.GetBytes(password), Salt(user, null));
        var seed = HMACSHA256.HashData(key, Salt(site, counter));
        var template = templates[seed[0] % templates.Length];
        var result = new StringBuilder(template.Length);
        for (var i = 0; i < template.Length; i++)
        {
            var characters = CharactersOf(template[i]);
            result.Append(characters[seed[i + 1] % characters.Length]);
        }

        return result.ToString();
    }

    private static byte[] Salt(string name, uint? counter)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        var salt = new byte[Scope.Length + 4 + bytes.Length + (counter is null ? 0 : 4)];
        Encoding.ASCII.GetBytes(Scope, salt);
        BinaryPrimitives.WriteUInt32BigEndian(salt.AsSpan(Scope.Length), (uint)bytes.Length);
        bytes.CopyTo(salt, Scope.Length + 4);
        if (counter is { } number)
        {
            BinaryPrimitives.WriteUInt32BigEndian(salt.AsSpan(salt.Length - 4), number);
        }

        return salt;
    }

    private static string[]? TemplatesOf(string kind) =>
        kind switch
        {
            "maximum" => ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
            "long" =>
            [
                "CvcvnoCvcvCvcv",
                "CvcvCvcvnoCvcv",
                "CvcvCvcvCvcvno",
                "CvccnoCvcvCvcv",
                "CvccCvcvnoCvcv",
                "CvccCvcvCvcvno",
                "CvcvnoCvccCvcv",
                "CvcvCvccnoCvcv",
                "CvcvCvccCvcvno",
                "CvcvnoCvcvCvcc",
                "CvcvCvcvnoCvcc",
                "CvcvCvcvCvccno",
                "CvccnoCvccCvcv",
                "CvccCvccnoCvcv",
                "CvccCvccCvcvno",
                "CvcvnoCvccCvcc",
                "CvcvCvccnoCvcc",
                "CvcvCvccCvccno",
                "CvccnoCvcvCvcc",
                "CvccCvcvnoCvcc",
                "CvccCvcvCvccno",
            ],
            "medium" => ["CvcnoCvc", "CvcCvcno"],
            "short" => ["Cvcn"],
            "basic" => ["aaanaaan", "aannaaan", "aaannaaa"],
            "pin" => ["nnnn"],
            _ => null,
        };

    private static string CharactersOf(char kind) =>
        kind switch
        {
            'V' => "AEIOU",
            'C' => "BCDFGHJKLMNPQRSTVWXYZ",
            'v' => "aeiou",
            'c' => "bcdfghjklmnpqrstvwxyz",
            'A' => "AEIOUBCDFGHJKLMNPQRSTVWXYZ",
            'a' => "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
            'n' => "0123456789",
            'o' => "@&%?,=[]_:-+*$#!'^~;()/.",
            _ => "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
        };
}
