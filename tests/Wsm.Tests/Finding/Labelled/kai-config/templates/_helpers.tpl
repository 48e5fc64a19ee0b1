{{- define "kai.image" -}}
image:
  name: {{ .name | lower }}
  repository: {{ .root.Values.global.registry }}
  tag: {{ .root.Values.global.tag }}
  pullPolicy: IfNotPresent
{{- end }}
