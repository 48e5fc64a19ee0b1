using System.Security.Cryptography;
using System.Text;

namespace Wsm.Peers;

/// <summary>What a <see cref="FaultServer"/> answers, and how it misbehaves while it does.</summary>
public sealed record Reply
{
    public int Status { get; init; } = 200;

    /// <summary>In place of the line that <see cref="Status"/> makes.</summary>
    public string? StatusLine { get; init; }

    public byte[] Body { get; init; } = [];

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>What Content-Length says, when it is not the body's length.</summary>
    public long? DeclaredLength { get; init; }

    /// <summary>The connection is reset after so many bytes of the body.</summary>
    public int? ResetAfter { get; init; }

    /// <summary>After so many bytes nothing more comes, until the client gives up or the server is stopped.</summary>
    public int? StallAfter { get; init; }

    /// <summary>The body goes out no faster than this.</summary>
    public int? BytesPerSecond { get; init; }

    /// <summary>The answer waits for it.</summary>
    public Task? After { get; init; }

    /// <summary>The connection is reset before any answer.</summary>
    public static Reply Reset { get; } = new() { ResetAfter = -1 };

    public static Reply Text(int status, string text, params (string Name, string Value)[] headers) =>
        new()
        {
            Status = status,
            Body = Encoding.UTF8.GetBytes(text),
            Headers = headers,
        };

    public static Reply Json(string json, params (string Name, string Value)[] headers) =>
        Text(200, json, [("Content-Type", "application/json"), .. headers]);

    public static Reply Manifest(byte[] bytes, string mediaType) =>
        new()
        {
            Body = bytes,
            Headers =
            [
                ("Content-Type", mediaType),
                ("Docker-Content-Digest", "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes))),
            ],
        };

    /// <summary>A blob, or the part of it that the request's Range asks for.</summary>
    public static Reply Blob(byte[] bytes, FaultRequest request)
    {
        if (request["Range"] is not { } range)
        {
            return new Reply { Body = bytes, Headers = [("Accept-Ranges", "bytes")] };
        }

        var ends = range["bytes=".Length..].Split('-');
        var (from, last) = (int.Parse(ends[0]), ends[1].Length == 0 ? bytes.Length - 1 : int.Parse(ends[1]));
        return new Reply
        {
            Status = 206,
            Body = bytes[from..(last + 1)],
            Headers = [("Content-Range", $"bytes {from}-{last}/{bytes.Length}")],
        };
    }

    public static Reply Redirect(string location, int status = 307) => new() { Status = status, Headers = [("Location", location)] };

    public Reply With(string name, string value) => this with { Headers = [.. Headers, (name, value)] };
}
