using System.Globalization;
using System.Text.Json.Nodes;
using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Objects;

namespace Wsm.Kubernetes.Streaming;

/// <summary>A pod that answers for a service, and the port at which it does.</summary>
public sealed record ServicePort(string Pod, int Port)
{
    private static readonly ResourceKind Service = new("", "v1", "Service", "services", true);

    /// <param name="port">The service's own port.</param>
    /// <returns>Why there is none is fit to stand after a colon.</returns>
    public static async Task<(ServicePort? Found, string? Problem)> FindAsync(
        ApiClient client,
        string space,
        string service,
        int port,
        CancellationToken cancellationToken
    )
    {
        if (await client.FindAsync(Service, space, service, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return (null, "there is no service of that name");
        }

        var entry = found.Items("spec", "ports").FirstOrDefault(one => one.Number("port") == port);
        if (entry is null)
        {
            var ports = found.Items("spec", "ports").Select(one => one.Number("port"));
            return (null, $"the service has no port {port}; it has {string.Join(", ", ports)}");
        }

        if (found.At("spec", "selector") is not JsonObject { Count: > 0 } selector)
        {
            return (null, "the service chooses no pods by itself");
        }

        var labels = string.Join(',', selector.Select(label => $"{label.Key}={label.Value}"));
        var pods = await client
            .ListAsync(ResourceKind.Pod, space, new Selection { Labels = labels }, cancellationToken)
            .ConfigureAwait(false);
        if (pods.Items.FirstOrDefault(IsReady) is not { } pod)
        {
            return (null, pods.Items.Count == 0 ? "no pod answers for the service" : "none of its pods is ready");
        }

        return PortIn(pod, entry, port) is { } number
            ? (new ServicePort(pod.Name, number), null)
            : (null, $"no container of {pod.Name} has the port {entry.Text("targetPort")}");
    }

    private static bool IsReady(KubeObject pod) =>
        pod.Text("metadata", "deletionTimestamp") is null
        && pod.Items("status", "conditions").Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True");

    /// <summary>A target may be a number, a container port's name, or be left out.</summary>
    private static int? PortIn(KubeObject pod, KubeObject entry, int port)
    {
        if (entry.Text("targetPort") is not { } name)
        {
            return (int)(entry.Number("targetPort") ?? port);
        }

        if (int.TryParse(name, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        return (int?)
            pod.Items("spec", "containers")
                .SelectMany(container => container.Items("ports"))
                .FirstOrDefault(one => one.Text("name") == name)
                ?.Number("containerPort");
    }
}
