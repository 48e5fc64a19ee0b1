{{- define "desk.full" -}}
{{ .Values.fullnameOverride | default (.Values.nameOverride | default .Release.Name) }}
{{- end }}

{{- define "desk.secret" -}}
{secretKeyRef: {name: {{ include "desk.full" .root }}-secrets, key: {{ .key }}}}
{{- end }}
