{{- define "idioms.image" -}}
{{- $registry := .image.registry | default "docker.io" -}}
{{- if .image.digest -}}
{{ $registry }}/{{ .image.repository }}@{{ .image.digest }}
{{- else -}}
{{ $registry }}/{{ .image.repository }}:{{ .image.tag }}
{{- end -}}
{{- end -}}
{{- define "idioms.joined" -}}
{{- printf "%s%s:%s" .prefix .image.repository (.image.tag | toString) -}}
{{- end -}}
