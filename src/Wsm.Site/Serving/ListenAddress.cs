using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Wsm.Site.Serving;

/// <summary>
/// What <c>--listen</c> takes: <c>127.0.0.1:5000</c>, <c>[::1]:5000</c>, <c>localhost:5000</c>, <c>5000</c> (loopback), <c>:5000</c> (every
/// address).
/// </summary>
public static class ListenAddress
{
    public static bool TryParse(string text, out IPEndPoint address)
    {
        address = new IPEndPoint(IPAddress.Loopback, 0);
        var colon = text.LastIndexOf(':');
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return false;
        }

        var host = colon < 0 ? "localhost" : text[..colon];
        var found = host switch
        {
            "localhost" => IPAddress.Loopback,
            // On IPv6's every address Kestrel takes IPv4 as well.
            "" or "*" => Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any,
            ['[', .. var inner, ']'] => IPAddress.TryParse(inner, out var six) ? six : null,
            _ => !host.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(host, out var four) ? four : null,
        };
        if (found is null)
        {
            return false;
        }

        address = new IPEndPoint(found, port);
        return true;
    }

    public static bool IsLoopback(IPEndPoint address) => IPAddress.IsLoopback(address.Address);

    /// <summary>What a person can type: a server that listens everywhere is called by this host's name.</summary>
    public static Uri Shown(Uri address) =>
        IPAddress.TryParse(address.IdnHost, out var bound)
        && (bound.Equals(IPAddress.Any) || bound.Equals(IPAddress.IPv6Any))
        && Dns.GetHostName() is var host
        && Uri.CheckHostName(host) == UriHostNameType.Dns
            ? new UriBuilder(address) { Host = host }.Uri
            : address;

    /// <summary>The names and addresses under which clients reach a server that listens there.</summary>
    public static IReadOnlyList<string> NamesOf(IPEndPoint address)
    {
        List<string> names = ["localhost", "127.0.0.1", "::1"];
        if (IsLoopback(address))
        {
            return names;
        }

        var host = Dns.GetHostName();
        if (Uri.CheckHostName(host) == UriHostNameType.Dns)
        {
            names.Add(host);
        }

        if (address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any))
        {
            names.AddRange(
                NetworkInterface
                    .GetAllNetworkInterfaces()
                    .SelectMany(network => network.GetIPProperties().UnicastAddresses)
                    .Select(held => held.Address)
                    .Where(held => held.IsGlobal())
                    .Select(held => held.ToString())
            );
        }
        else
        {
            names.Add(address.Address.ToString());
        }

        return [.. names.Distinct()];
    }

    /// <summary>An IPv6 address of one link only has no meaning on another host.</summary>
    private static bool IsGlobal(this IPAddress address) => !address.IsIPv6LinkLocal;
}
