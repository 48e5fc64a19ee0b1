using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Wsm.Kubernetes.Objects;

namespace Wsm.Site.Releases.Records;

/// <summary>A record's bytes as helm keeps them: base64 of gzip of JSON, encoded once more as every secret is.</summary>
internal static class ReleaseCodec
{
    /// <summary>Far more than a secret can be made to hold by anybody who means well.</summary>
    private const int LargestRecord = 64 << 20;

    public static string Encode(JsonObject record)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        using (var writer = new Utf8JsonWriter(gzip))
        {
            record.WriteTo(writer);
        }

        return Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(packed.ToArray())));
    }

    /// <summary>Null for what is no record: helm passes over such secrets too.</summary>
    public static JsonObject? TryDecode(string? data)
    {
        if (data is null)
        {
            return null;
        }

        try
        {
            var bytes = Convert.FromBase64String(System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(data)));
            return KubeJson.ParseObject(bytes is [0x1f, 0x8b, 0x08, ..] ? Unpack(bytes) : bytes);
        }
        catch (Exception error) when (error is FormatException or InvalidDataException or JsonException)
        {
            return null;
        }
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var whole = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = gzip.Read(buffer)) > 0; )
        {
            whole.Write(buffer, 0, read);
            if (whole.Length > LargestRecord)
            {
                throw new InvalidDataException($"a release record of more than {LargestRecord} bytes");
            }
        }

        return whole.ToArray();
    }
}
