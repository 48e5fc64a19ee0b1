{{- define "dune.image" -}}
{{- printf "%s/%s/%s:%s" .root.Values.registry .root.Values.org .name (default .root.Values.version .tag) -}}
{{- end -}}
