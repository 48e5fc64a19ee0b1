{{- /* names */ -}}
{{- define "shop.name" -}}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 20 | trimSuffix "-" }}{{- end -}}
{{- define "shop.image" -}}
{{- $tag := .tag | default .root.Chart.AppVersion -}}
{{- with .registry }}{{ . }}/{{ end }}{{ .repository }}:{{ $tag }}
{{- end -}}
{{- define "shared" -}}parent{{- end -}}
