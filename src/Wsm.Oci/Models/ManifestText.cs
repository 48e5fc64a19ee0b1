using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Wsm.Oci.Models;

/// <summary>
/// The bytes of manifests and configurations that are made here: compact, as the other tools write them, with nothing escaped that JSON
/// does not want escaped, so that <c>tar+gzip</c> stays readable.
/// </summary>
public static class ManifestText
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="write">Writes one JSON value.</param>
    public static byte[] Of(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            write(json);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
