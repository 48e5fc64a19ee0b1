using System.Net;

namespace Wsm.Oci.Registry.Transport;

/// <summary>
/// The hosts of <c>NO_PROXY</c>: addresses, networks (<c>10.0.0.0/8</c>), names (which include their sub-domains), <c>.suffixes</c>
/// (sub-domains only), each with an optional port, and <c>*</c> for all.
/// </summary>
internal sealed class NoProxyList
{
    private readonly string[] _entries;

    public NoProxyList(string text) =>
        _entries = text.ToLowerInvariant().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public bool Contains(Uri destination)
    {
        var host = destination.IdnHost.ToLowerInvariant().Trim('[', ']').TrimEnd('.');
        var address = IPAddress.TryParse(host, out var parsed) ? parsed : null;
        return _entries.Any(entry => Matches(entry, host, address, destination.Port));
    }

    private static bool Matches(string entry, string host, IPAddress? address, int port)
    {
        if (entry == "*")
        {
            return true;
        }

        if (IPNetwork.TryParse(entry, out var network))
        {
            return address is not null && network.Contains(address);
        }

        if (SplitPort(entry) is { } split)
        {
            if (split.Port != port)
            {
                return false;
            }

            entry = split.Host;
        }

        if (IPAddress.TryParse(entry.Trim('[', ']'), out var exact))
        {
            return exact.Equals(address);
        }

        if (entry.StartsWith("*.", StringComparison.Ordinal))
        {
            entry = entry[1..];
        }

        if (entry.StartsWith('.'))
        {
            return host.EndsWith(entry, StringComparison.Ordinal);
        }

        return host == entry || host.EndsWith("." + entry, StringComparison.Ordinal);
    }

    /// <summary>Null when the entry has no port; an IPv6 address without brackets has none.</summary>
    private static (string Host, int Port)? SplitPort(string entry)
    {
        var colon = entry.LastIndexOf(':');
        var isBareIpv6 = !entry.StartsWith('[') && entry.IndexOf(':', StringComparison.Ordinal) != colon;
        if (colon < 0 || isBareIpv6 || entry.EndsWith(']'))
        {
            return null;
        }

        return int.TryParse(entry[(colon + 1)..], out var port) ? (entry[..colon], port) : null;
    }
}
