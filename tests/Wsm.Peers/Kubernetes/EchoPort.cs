using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;

namespace Wsm.Peers.Kubernetes;

/// <summary>A pod's port as a kubelet forwards it: what is sent comes back.</summary>
public static class EchoPort
{
    /// <param name="problem">What the kubelet says instead, where the port does not answer.</param>
    public static async Task<bool> ServeAsync(HttpContext context, string? problem = null)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            return false;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync("v4.channel.k8s.io").ConfigureAwait(false);
        var port = ushort.Parse(context.Request.Query["ports"]!, System.Globalization.CultureInfo.InvariantCulture);
        for (byte channel = 0; channel < 2; channel++)
        {
            await SendAsync(socket, [channel, (byte)port, (byte)(port >> 8)]).ConfigureAwait(false);
        }

        if (problem is not null)
        {
            await SendAsync(socket, [1, .. System.Text.Encoding.UTF8.GetBytes(problem)]).ConfigureAwait(false);
        }

        var buffer = new byte[100_000];
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                await socket
                    .SendAsync(buffer.AsMemory(0, part.Count), WebSocketMessageType.Binary, part.EndOfMessage, CancellationToken.None)
                    .ConfigureAwait(false);
            }
        }
        catch (WebSocketException)
        {
            // The other side left without a word.
        }

        return true;
    }

    private static Task SendAsync(WebSocket socket, byte[] message) =>
        socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
}
