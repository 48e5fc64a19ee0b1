{{- define "shop.image" -}}
{{- $i := .image -}}
{{- $registry := default $i.registry .global.imageRegistry -}}
{{- if $i.digest }}{{ printf "%s/%s@%s" $registry $i.repository $i.digest }}{{ else }}{{ printf "%s/%s:%s" $registry $i.repository (toString $i.tag) }}{{ end -}}
{{- end -}}
