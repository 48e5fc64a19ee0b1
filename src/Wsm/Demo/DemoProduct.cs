using Wsm.Oci.References;

namespace Wsm.Demo;

/// <summary>
/// Orchard, a product that does not exist: an operator, and a platform of three images, published at a registry and chart repository.
/// </summary>
internal static class DemoProduct
{
    public const string CatalogName = "orchard.yaml";

    public static IReadOnlyList<(string Repository, string Tag, DemoImage Image)> Images { get; } =
    [
        ("orchard/controller", "1.4.1", DemoImage.Make("orchard controller 1.4.1", 0, "amd64")),
        ("orchard/controller", "1.4.2", DemoImage.Make("orchard controller 1.4.2", 0, "amd64")),
        ("orchard/web", "2.3.0", DemoImage.Make("orchard web 2.3.0", 400_000, "amd64", "arm64")),
        ("orchard/worker", "2.3.0", DemoImage.Make("orchard worker 2.3.0", 2_400_000, "amd64")),
        ("tools/migrate", "0.9.1", DemoImage.Make("orchard migrate 0.9.1", 0, "amd64")),
    ];

    /// <summary>What the catalog leads to, and not the older controller.</summary>
    public static IReadOnlyList<(string Repository, string Tag, DemoImage Image)> Needed { get; } =
    [.. Images.Where(image => image.Tag != "1.4.1")];

    /// <summary>The largest layer of all.</summary>
    public static KeyValuePair<Digest, byte[]> LargestLayer =>
        Images.SelectMany(published => published.Image.Blobs).MaxBy(blob => blob.Value.Length);

    /// <param name="host">HOST:PORT of the registry, which the charts' defaults name.</param>
    public static IReadOnlyList<byte[]> Charts(string host) =>
        [
            TarGz.Pack(
                (
                    "orchard-operator/Chart.yaml",
                    "apiVersion: v2\nname: orchard-operator\nversion: 1.4.0\nappVersion: 1.4.1\ndescription: Installs Orchard and keeps it "
                        + "installed\n"
                ),
                ("orchard-operator/values.yaml", $"image:\n  repository: {host}/orchard/controller\n  tag: \"\"\n"),
                (
                    "orchard-operator/templates/deployment.yaml",
                    Deployment("{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}")
                )
            ),
            TarGz.Pack(
                (
                    "orchard/Chart.yaml",
                    "apiVersion: v2\nname: orchard\nversion: 2.3.0\nappVersion: 2.3.0\ndescription: Orchard, the platform\n"
                ),
                (
                    "orchard/values.yaml",
                    $"registry: {host}\nweb:\n  image: {"{"}repository: orchard/web, tag: 2.3.0{"}"}\nworker:\n  enabled: "
                        + $"true\n  image: {"{"}repository: orchard/worker, tag: 2.3.0{"}"}\n"
                ),
                (
                    "orchard/templates/web.yaml",
                    Deployment("{{ .Values.registry }}/{{ .Values.web.image.repository }}:{{ .Values.web.image.tag }}")
                ),
                (
                    "orchard/templates/worker.yaml",
                    "{{- if .Values.worker.enabled }}\n"
                        + Deployment("{{ .Values.registry }}/{{ .Values.worker.image.repository }}:{{ .Values.worker.image.tag }}")
                        + "{{- end }}\n"
                )
            ),
        ];

    public static string Catalog(string host) =>
        $$"""
            # What Orchard is made of. Any product can be described like this; see manifests/example.yaml.
            apiVersion: wsm/v1
            kind: Catalog
            metadata: {name: orchard, title: Orchard}
            components:
              - name: operator
                title: Operator
                chart: {repository: http://{{host}}, name: orchard-operator, version: "*"}
                tags:
                  image.tag: {newestOf: {{host}}/orchard/controller}
              - name: orchard
                title: Orchard
                chart: {repository: http://{{host}}, name: orchard, version: ^2.0}
                images:
                  - reference: {{host}}/tools/migrate:0.9.1
                    reason: started by hand when an older version is upgraded

            """;

    private static string Deployment(string image) =>
        $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: "{{"{{ .Release.Name }}"}}"}
            spec:
              template:
                spec:
                  containers:
                    - name: main
                      image: "{{image}}"

            """;
}
