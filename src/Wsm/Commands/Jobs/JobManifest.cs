using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Wsm.Commands.Jobs;

/// <summary>An Indexed Job: each of its pods brings the shard of its own number, and is begun again until that is done.</summary>
/// <remarks>https://kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode (Kubernetes 1.24 and later)</remarks>
internal sealed record JobManifest
{
    /// <summary>Kubernetes puts the pod's number in its place.</summary>
    private const string Index = "$(JOB_COMPLETION_INDEX)";

    private const string Data = "/data";
    private const string Credentials = "/credentials";
    private const string AuthorityFolder = "/authorities";

    public required string Name { get; init; }

    /// <summary>Null for the one that the person is in.</summary>
    public string? Namespace { get; init; }

    /// <summary><c>push</c> or <c>mirror</c>.</summary>
    public required string Command { get; init; }

    public required IReadOnlyList<string> Options { get; init; }

    public required string Image { get; init; }

    public required int Shards { get; init; }

    public required int Parallel { get; init; }

    /// <summary>Holds the bundle and takes the reports; null for neither.</summary>
    public string? Claim { get; init; }

    /// <summary>Where in the claim the bundle is; null for a command that needs none.</summary>
    public string? Bundle { get; init; }

    public string? Secret { get; init; }

    /// <summary>A ConfigMap.</summary>
    public string? Authorities { get; init; }

    public string ToYaml()
    {
        var yaml = new StringBuilder(
            $$"""
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: {{Quoted(Name)}}

            """
        );
        if (Namespace is not null)
        {
            yaml.Append($"  namespace: {Quoted(Namespace)}\n");
        }

        yaml.Append(
            $$"""
            spec:
              completionMode: Indexed
              completions: {{Shards}}
              parallelism: {{Parallel}}
              backoffLimit: {{Math.Max(6, 2 * Shards)}}
              template:
                spec:
                  restartPolicy: OnFailure
                  automountServiceAccountToken: false
                  securityContext:
                    runAsNonRoot: true
                    runAsUser: 65532
                    runAsGroup: 65532
                    fsGroup: 65532
                    seccompProfile: {type: RuntimeDefault}

            """
        );
        if (Secret is not null)
        {
            yaml.Append($"      imagePullSecrets: [{{name: {Quoted(Secret)}}}]\n");
        }

        yaml.Append(
            $$"""
                  containers:
                  - name: wsm
                    image: {{Quoted(Image)}}
                    args:
            {{string.Concat(Arguments().Select(argument => $"        - {Quoted(argument)}\n"))}}
            """
        );
        if (Secret is not null)
        {
            yaml.Append($"        env: [{{name: DOCKER_CONFIG, value: {Credentials}}}]\n");
        }

        yaml.Append(
            """
                    securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
                    volumeMounts:
                    - {name: tmp, mountPath: /tmp}

            """
        );
        foreach (var volume in Volumes())
        {
            yaml.Append($"        - {{name: {volume.Name}, mountPath: {volume.Path}{(volume.IsReadOnly ? ", readOnly: true" : "")}}}\n");
        }

        yaml.Append("      volumes:\n      - {name: tmp, emptyDir: {}}\n");
        foreach (var volume in Volumes())
        {
            yaml.Append($"      - {{name: {volume.Name}, {volume.Source}}}\n");
        }

        return yaml.ToString();
    }

    private IEnumerable<string> Arguments()
    {
        yield return Command;
        if (Bundle is not null)
        {
            yield return "--bundle";
            yield return Literal($"{Data}/{Bundle.TrimStart('/')}");
        }

        yield return "--shard";
        yield return $"{Index}/{Shards}";
        if (Claim is not null)
        {
            yield return "--report";
            yield return $"{Data}/reports/{Index}.json";
        }

        if (Authorities is not null)
        {
            yield return "--ca-file";
            yield return $"{AuthorityFolder}/ca.crt";
        }

        foreach (var option in Options)
        {
            yield return Literal(option);
        }
    }

    private IEnumerable<(string Name, string Path, bool IsReadOnly, string Source)> Volumes()
    {
        if (Claim is not null)
        {
            yield return ("data", Data, false, $"persistentVolumeClaim: {{claimName: {Quoted(Claim)}}}");
        }

        if (Secret is not null)
        {
            yield return (
                "credentials",
                Credentials,
                true,
                $"secret: {{secretName: {Quoted(Secret)}, items: [{{key: .dockerconfigjson, path: config.json}}]}}"
            );
        }

        if (Authorities is not null)
        {
            yield return ("authorities", AuthorityFolder, true, $"configMap: {{name: {Quoted(Authorities)}}}");
        }
    }

    /// <summary>So that Kubernetes puts nothing in the place of what looks like one of its variables.</summary>
    private static string Literal(string text) => text.Replace("$(", "$$(", StringComparison.Ordinal);

    /// <summary>JSON's form is YAML's too.</summary>
    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
