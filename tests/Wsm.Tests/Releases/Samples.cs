namespace Wsm.Tests.Releases;

/// <summary>Templates of charts that are deployed.</summary>
internal static class Samples
{
    public static (string, string) Settings(string text = "a: \"1\"") =>
        ("templates/settings.yaml", $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: settings}}\ndata:\n  {text}\n");

    public static (string, string) Web { get; } =
        (
            "templates/web.yaml",
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, labels: {app: web}}
            spec:
              replicas: {{ .Values.replicas | default 1 }}
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                  - name: main
                    image: {{ .Values.image | default "r.example/web:1" }}
                    ports: [{containerPort: 80, protocol: TCP}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80, protocol: TCP}]}
            """
        );

    /// <summary>A password that is made once, and then found.</summary>
    public static (string, string) Password { get; } =
        (
            "templates/password.yaml",
            """
            {{- $old := lookup "v1" "Secret" .Release.Namespace "password" }}
            apiVersion: v1
            kind: Secret
            metadata: {name: password}
            data:
              word: {{ if $old }}{{ $old.data.word }}{{ else }}{{ randAlphaNum 20 | b64enc }}{{ end }}
            """
        );

    public static (string, string) Hook(string name, string happening, string policy = "", int weight = 0) =>
        (
            $"templates/hook-{name}.yaml",
            $$"""
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: {{name}}
              annotations:
                helm.sh/hook: {{happening}}
                helm.sh/hook-weight: "{{weight}}"
            {{(policy.Length > 0 ? $"    helm.sh/hook-delete-policy: {policy}" : "")}}
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: main, image: r.example/job:1}]
            """
        );
}
