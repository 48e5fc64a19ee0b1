using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Oci.Models;
using Wsm.Product.Failures;
using Wsm.Product.Wording;

namespace Wsm.Bundles.Trust;

/// <summary>A <see cref="KeyList"/> as it is signed.</summary>
internal sealed record KeyListDocument(
    long Version,
    string Issued,
    string Expires,
    int Threshold,
    IReadOnlyList<KeyListDocument.Named> Roots,
    IReadOnlyList<KeyListDocument.Listed> Keys,
    IReadOnlyList<KeyListDocument.Gone> Revoked
)
{
    /// <summary>More than any site has; each signature is tried with each key.</summary>
    private const int MostKeys = 256;

    /// <summary>Far beyond what people write, and no number that cannot be followed by another.</summary>
    private const long HighestVersion = 1_000_000_000;

    // A property that is there twice could mean one thing here and another elsewhere.
    private static readonly KeyListJson Json = new(
        ReadableJson.Like(new JsonSerializerOptions(KeyListJson.Default.Options) { AllowDuplicateProperties = false })
    );

    public static byte[] Write(KeyList list) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new KeyListDocument(
                list.Version,
                SignedTime.Text(list.Issued),
                SignedTime.Text(list.Expires),
                list.Threshold,
                [.. list.Roots.Select(root => new Named(root.Name, root.ToPem()))],
                [
                    .. list.Keys.Select(listed => new Listed(listed.Key.Name, listed.Key.ToPem())
                    {
                        Products = listed.Key.Scope.Products is { Count: > 0 } products ? products : null,
                        Platforms = listed.Key.Scope.Platforms is { Count: > 0 } platforms ? platforms : null,
                        From = listed.From is { } from ? SignedTime.Text(from) : null,
                        Until = listed.Until is { } until ? SignedTime.Text(until) : null,
                    }),
                ],
                [
                    .. list.Revoked.Select(gone => new Gone(gone.Key.Name, gone.Key.ToPem(), SignedTime.Text(gone.Since))
                    {
                        Reason = gone.Reason,
                    }),
                ]
            ),
            Json.KeyListDocument
        );

    /// <exception cref="FormatException">It is no list, or says what no list can mean.</exception>
    public static KeyList Parse(ReadOnlySpan<byte> payload)
    {
        try
        {
            var document = JsonSerializer.Deserialize(payload, Json.KeyListDocument) ?? throw new FormatException("it is null");
            document.Require();
            return new KeyList(
                document.Version,
                SignedTime.Parse(document.Issued),
                SignedTime.Parse(document.Expires),
                document.Threshold,
                [.. document.Roots.Select(root => Key(root.Name, root.Key))],
                [
                    .. document.Keys.Select(listed => new ListedKey(
                        Key(listed.Name, listed.Key).With(new KeyScope(listed.Products ?? [], listed.Platforms ?? [])),
                        listed.From is { } from ? SignedTime.Parse(from) : null,
                        listed.Until is { } until ? SignedTime.Parse(until) : null
                    )),
                ],
                [.. document.Revoked.Select(gone => new RevokedKey(Key(gone.Name, gone.Key), SignedTime.Parse(gone.Since), gone.Reason))]
            ).Required();
        }
        catch (Exception error) when (error is JsonException or UserError or CryptographicException)
        {
            throw new FormatException(error.Message, error);
        }
    }

    private void Require()
    {
        JsonLists.NoGaps(Roots, "roots");
        JsonLists.NoGaps(Keys, "keys");
        JsonLists.NoGaps(Revoked, "revoked keys");
        foreach (var listed in Keys)
        {
            JsonLists.NoGaps(listed.Products ?? [], "products");
            JsonLists.NoGaps(listed.Platforms ?? [], "platforms");
        }

        if (Version is < 1 or > HighestVersion)
        {
            throw new FormatException($"its version is {Version}");
        }

        if (Roots.Count + Keys.Count + Revoked.Count > MostKeys)
        {
            throw new FormatException($"it has more than {MostKeys} keys");
        }
    }

    private static TrustedKey Key(string name, string pem) => PublicKeyFile.Parse(pem, name);

    internal sealed record Named(string Name, string Key);

    internal sealed record Listed(string Name, string Key)
    {
        public IReadOnlyList<string>? Products { get; init; }

        public IReadOnlyList<string>? Platforms { get; init; }

        public string? From { get; init; }

        public string? Until { get; init; }
    }

    internal sealed record Gone(string Name, string Key, string Since)
    {
        public string? Reason { get; init; }
    }
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(KeyListDocument))]
internal sealed partial class KeyListJson : JsonSerializerContext;
