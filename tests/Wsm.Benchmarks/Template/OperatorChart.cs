using System.Text;
using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;

namespace Wsm.Benchmarks.Template;

/// <summary>
/// A made-up chart of the shape that operators have: one base chart under many aliases, each with helpers, loops, <c>tpl</c> and
/// <c>toYaml</c>.
/// </summary>
public static class OperatorChart
{
    private const string Helpers = """
        {{- define "base.name" -}}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}{{- end -}}
        {{- define "base.labels" -}}
        app.kubernetes.io/name: {{ include "base.name" . }}
        app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | quote }}
        helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
        {{- end -}}
        {{- define "base.image" -}}{{ with .Values.global.imageRegistry }}{{ . }}/{{ end }}{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{- end -}}
        """;

    private const string Deployment = """
        {{- range $name, $unit := .Values.units }}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{ include "base.name" $ }}-{{ $name }}
          labels: {{- include "base.labels" $ | nindent 4 }}
          annotations:
            checksum/config: {{ include (print $.Template.BasePath "/config.yaml") $ | sha256sum }}
        spec:
          replicas: {{ $unit.replicas | default 1 }}
          template:
            spec:
              containers:
                - name: {{ $name }}
                  image: {{ include "base.image" $ | quote }}
                  args: {{- tpl (toYaml $unit.args) $ | nindent 12 }}
                  env:
                    {{- range $key, $value := merge (dict) ($unit.env | default dict) $.Values.env }}
                    - name: {{ $key | upper | replace "-" "_" }}
                      value: {{ tpl (toString $value) $ | quote }}
                    {{- end }}
                  resources: {{- toYaml $.Values.resources | nindent 12 }}
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: {{ include "base.name" $ }}-{{ $name }}
          labels: {{- include "base.labels" $ | nindent 4 }}
        spec:
          ports:
            {{- range $.Values.ports }}
            - {name: {{ .name }}, port: {{ int .port }}}
            {{- end }}
        {{- end }}
        """;

    private const string Values = """
        image: {repository: example/unit, tag: ""}
        env: {log-level: info, host: "{{ .Release.Name }}.example", region: "{{ .Values.global.region }}", size: 10}
        ports: [{name: http, port: 8080}, {name: metrics, port: 9090}, {name: admin, port: 8181}]
        resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {cpu: "1", memory: 1Gi}}
        units:
          web: {replicas: 2, args: ["--name={{ .Chart.Name }}", "--verbose"], env: {role: web}}
          worker: {args: ["--queue=default"], env: {role: worker, threads: 8}}
          cron: {args: ["--every=5m"]}
        """;

    /// <summary>The files of the chart; with 22 aliases it gives about as much as W&amp;B's platform chart.</summary>
    public static IReadOnlyList<ChartFile> Files(int aliases)
    {
        var chart = new StringBuilder("apiVersion: v2\nname: platform\nversion: 1.0.0\ndependencies:\n");
        for (var i = 0; i < aliases; i++)
        {
            chart.Append($"  - {{name: base, version: 0.1.0, alias: unit-{i}, condition: unit-{i}.install}}\n");
        }

        return
        [
            File("Chart.yaml", chart.ToString()),
            File("values.yaml", "global: {region: here, imageRegistry: registry.example}\n"),
            File("charts/base/Chart.yaml", "apiVersion: v2\nname: base\nversion: 0.1.0\nappVersion: \"2.3\"\n"),
            File("charts/base/values.yaml", Values),
            File("charts/base/templates/_helpers.tpl", Helpers),
            File(
                "charts/base/templates/config.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ include \"base.name\" . }}\ndata:\n  values: |\n    "
                    + "{{- toYaml .Values | nindent 4 }}\n"
            ),
            File("charts/base/templates/units.yaml", Deployment),
        ];
    }

    public static Chart Load(int aliases) => new ChartLoader().LoadFiles(Files(aliases));

    private static ChartFile File(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));
}
