using System.Text.Json;
using System.Text.Json.Serialization;

namespace Wsm.Oci.References;

/// <summary>A digest in a JSON document: the text of it, refused where it is none.</summary>
public sealed class DigestConverter : JsonConverter<Digest>
{
    /// <exception cref="JsonException">The value is not a string, or no digest.</exception>
    public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException();
        }

        try
        {
            return Digest.Parse(reader.GetString()!);
        }
        catch (FormatException error)
        {
            throw new JsonException(error.Message, error);
        }
    }

    public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
