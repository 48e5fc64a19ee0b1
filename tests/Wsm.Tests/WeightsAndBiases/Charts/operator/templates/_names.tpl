{{- define "desk.name" -}}
{{ .Values.nameOverride | default .Chart.Name }}
{{- end }}

{{- define "desk.trust" -}}
{{- if or .Values.customCACerts .Values.caCertsConfigMap }}yes{{ end }}
{{- end }}
