using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Wording;

namespace Wsm.Bundles.Trust;

/// <summary>
/// What a signer says of a bundle beyond its content, which its lock cannot say because the same content gives the same lock: which of two
/// is the newer, and until when it is to be used.
/// </summary>
/// <param name="Product">The name in the lock.</param>
/// <param name="Serial">Grows with every bundle of a product; the time of signing in seconds since 1970 unless the signer counts.</param>
/// <param name="Expires">Null for never.</param>
/// <param name="Locks">SHA-256 of the lock; of a delta, also of the locks that it becomes.</param>
/// <remarks>An in-toto statement: https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md</remarks>
public sealed record SignedStatement(
    string Product,
    long Serial,
    DateTimeOffset SignedAt,
    DateTimeOffset? Expires,
    IReadOnlyList<Digest> Locks
)
{
    private const string StatementType = "https://in-toto.io/Statement/v1";
    private const string PredicateType = "urn:wsm:bundle:v1";

    /// <summary>As people read it: <c>serial 1764399600, of 2026-11-29 07:00 UTC, good until 2027-02-27</c>.</summary>
    public override string ToString() =>
        $"serial {Serial}, of {SignedAt:yyyy-MM-dd HH:mm} UTC" + (Expires is { } end ? $", good until {end:yyyy-MM-dd HH:mm} UTC" : "");

    internal byte[] ToPayload() =>
        JsonSerializer.SerializeToUtf8Bytes(
            new Document(
                StatementType,
                [
                    .. Locks.Select(digest => new Document.About(
                        Wsm.Bundles.Locks.LockFile.Name,
                        new Dictionary<string, string> { [digest.Algorithm] = digest.Hex }
                    )),
                ],
                PredicateType,
                new Document.Said(Product, Serial, SignedTime.Text(SignedAt), Expires is { } end ? SignedTime.Text(end) : null)
            ),
            new StatementJson(ReadableJson.Like(StatementJson.Default.Options)).Document
        );

    /// <summary>Null where it is no such statement.</summary>
    internal static SignedStatement? TryParse(DsseEnvelope envelope)
    {
        if (envelope.PayloadType != DsseEnvelope.InToto)
        {
            return null;
        }

        try
        {
            if (
                JsonSerializer.Deserialize(envelope.Payload, StatementJson.Default.Document)
                is not { Type: StatementType, PredicateType: PredicateType, Predicate: { Serial: >= 0 } said } document
            )
            {
                return null;
            }

            JsonLists.NoGaps(document.Subject, "subjects");
            return new SignedStatement(
                said.Product,
                said.Serial,
                SignedTime.Parse(said.SignedAt),
                said.Expires is { } end ? SignedTime.Parse(end) : null,
                [
                    .. document
                        .Subject.Select(about => about.Digest.GetValueOrDefault(Digest.Sha256))
                        .OfType<string>()
                        .Select(hex => Digest.Parse($"{Digest.Sha256}:{hex}")),
                ]
            );
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            // Statements of another kind may stand beside a lock; who demands one of this kind refuses the bundle.
            return null;
        }
    }

    internal sealed record Document(
        [property: JsonPropertyName("_type")] string Type,
        IReadOnlyList<Document.About> Subject,
        string PredicateType,
        Document.Said Predicate
    )
    {
        public sealed record About(string Name, IReadOnlyDictionary<string, string> Digest);

        public sealed record Said(string Product, long Serial, string SignedAt, string? Expires = null);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(DsseEnvelope))]
[JsonSerializable(typeof(SignedStatement.Document))]
internal sealed partial class StatementJson : JsonSerializerContext;
