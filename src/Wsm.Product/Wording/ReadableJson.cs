using System.Text.Encodings.Web;
using System.Text.Json;

namespace Wsm.Product.Wording;

/// <summary>
/// JSON for people and pipes: only what JSON itself wants escaped is escaped, so that <c>&amp;</c> and <c>é</c> stay as they are.
/// </summary>
/// <remarks>It is never put into a page unescaped.</remarks>
public static class ReadableJson
{
    /// <summary>The same options with that way of writing, for the constructor of a source-generated context.</summary>
    public static JsonSerializerOptions Like(JsonSerializerOptions options) =>
        new(options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
