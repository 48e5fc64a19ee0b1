using System.Text.Encodings.Web;
using System.Text.Json;

namespace Wsm.Oci.Models;

/// <summary>
/// How manifests that are made here are written: as the other tools do, with nothing escaped that JSON does not want escaped, so that
/// <c>tar+gzip</c> stays readable.
/// </summary>
public static class ManifestText
{
    public static JsonWriterOptions Writing { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
