using Wsm.Hosting;

namespace Wsm.Commands.Doctor;

/// <summary>Which proxies the environment names. Whether they work shows when the sources are asked.</summary>
internal static class ProxyCheck
{
    private const string Subject = "proxy";

    public static IReadOnlyList<DoctorFinding> Look(WsmContext context)
    {
        var findings = ((string[])["HTTPS_PROXY", "HTTP_PROXY"])
            .Select(name => (name, value: Read(context, name)))
            .Where(proxy => proxy.value is not null)
            .Select(proxy => Judge(proxy.name, proxy.value!))
            .ToList();
        if (findings.Count == 0)
        {
            return [DoctorFinding.Good(Subject, "none")];
        }

        if (Read(context, "NO_PROXY") is { } exceptions)
        {
            findings.Add(DoctorFinding.Good(Subject, $"not for {exceptions} (NO_PROXY)"));
        }

        return findings;
    }

    /// <summary>Never with the user and password that the address may carry.</summary>
    private static DoctorFinding Judge(string name, string value) =>
        Uri.TryCreate(value.Contains("://", StringComparison.Ordinal) ? value : $"http://{value}", UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https" or "socks4" or "socks4a" or "socks5" or "socks5h"
            ? DoctorFinding.Good(Subject, $"{address.Scheme}://{address.Authority} ({name})")
            : new DoctorFinding(
                Subject,
                Severity.Blocking,
                $"{name} is not the address of a proxy",
                "It should look like http://proxy.example:3128."
            );

    private static string? Read(WsmContext context, string name) => context.Variable(name) ?? context.Variable(name.ToLowerInvariant());
}
