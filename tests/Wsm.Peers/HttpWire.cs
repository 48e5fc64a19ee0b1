using System.Globalization;
using System.Text;

namespace Wsm.Peers;

/// <summary>As much of HTTP/1.1 as a test's server needs.</summary>
internal static class HttpWire
{
    public static string Head(Reply reply)
    {
        var head = new StringBuilder($"{reply.StatusLine ?? $"HTTP/1.1 {reply.Status} Scripted"}\r\n");
        foreach (var (name, value) in reply.Headers)
        {
            head.Append($"{name}: {value}\r\n");
        }

        var hasLength = reply.Headers.Any(header => header.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase));
        if (!hasLength && reply.Status != 204)
        {
            head.Append($"Content-Length: {reply.DeclaredLength ?? reply.Body.Length}\r\n");
        }

        return head.Append("\r\n").ToString();
    }

    /// <summary>
    /// Null when the client has closed the connection, or speaks something else: TLS, on finding out that this is plain HTTP.
    /// </summary>
    public static async Task<FaultRequest?> ReadRequestAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (await ReadLineAsync(stream, cancellationToken).ConfigureAwait(false) is not { Length: > 0 } line)
        {
            return null;
        }

        var words = line.Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync(stream, cancellationToken).ConfigureAwait(false) is { Length: > 0 } header)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            headers[header[..colon]] = header[(colon + 1)..].Trim();
        }

        if (headers.GetValueOrDefault("Expect") == "100-continue")
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        }

        var body =
            headers.GetValueOrDefault("Transfer-Encoding") == "chunked"
                ? await ReadChunksAsync(stream, cancellationToken).ConfigureAwait(false)
                : await ReadExactlyAsync(stream, int.Parse(headers.GetValueOrDefault("Content-Length") ?? "0"), cancellationToken)
                    .ConfigureAwait(false);
        var target = words[1].Split('?', 2);
        return new FaultRequest(words[0], target[0], target.Length > 1 ? target[1] : "", headers, body, 0);
    }

    private static async Task<byte[]> ReadChunksAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        while (
            await ReadLineAsync(stream, cancellationToken).ConfigureAwait(false) is { Length: > 0 } size
            && int.Parse(size, NumberStyles.HexNumber) is > 0 and var length
        )
        {
            body.Write(await ReadExactlyAsync(stream, length, cancellationToken).ConfigureAwait(false));
            await ReadLineAsync(stream, cancellationToken).ConfigureAwait(false);
        }

        await ReadLineAsync(stream, cancellationToken).ConfigureAwait(false);
        return body.ToArray();
    }

    private static async Task<byte[]> ReadExactlyAsync(Stream stream, int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    private static async Task<string?> ReadLineAsync(Stream stream, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancellationToken).ConfigureAwait(false) == 1)
        {
            if (one[0] > 127)
            {
                return null;
            }

            if (one[0] < 32 && one[0] is not ((byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                return null;
            }

            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }
}
