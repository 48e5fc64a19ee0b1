{{- define "bench.account" -}}
{{ .Values.serviceAccount.name | default (ternary (printf "%s-%s" .Release.Name (kebabcase .Chart.Name)) "default" .Values.serviceAccount.create) }}
{{- end }}
{{- define "bench.image" -}}
{{- $name := .image.repository -}}
{{- with .root.Values.global.repositoryPrefix }}{{ $name = printf "%s/%s" . $name }}{{ end -}}
{{- if .image.digest }}{{ $name }}@{{ .image.digest }}{{ else }}{{ $name }}:{{ .image.tag | default "latest" }}{{ end -}}
{{- end }}
{{- define "bench.containers" -}}
{{- $root := .root }}
{{- range $name, $own := .containers }}
{{- if or (not (hasKey $own "enabled")) (eq (tpl (toString $own.enabled) $root) "true") }}
{{- $given := merge (dict) ($own.env | default dict) $root.Values.env $root.Values.extraEnv ($root.Values.global.env | default dict) ($root.Values.global.extraEnv | default dict) }}
- name: {{ $name }}
  image: {{ if $own.imageTpl }}{{ tpl $own.imageTpl $root }}{{ else }}{{ include "bench.image" (dict "root" $root "image" (coalesce $own.image $root.Values.image)) }}{{ end }}
  imagePullPolicy: {{ (coalesce $own.image $root.Values.image).pullPolicy | default "IfNotPresent" }}
  command: {{ $own.command | default list | toJson }}
  env:
  {{- range $template := $root.Values.envTpls }}{{ range tpl $template $root | fromYamlArray }}{{ if not (hasKey $given .name) }}
  - {{ toJson . }}
  {{- end }}{{ end }}{{ end }}
  {{- range $key, $value := $given }}
  - {{ kindIs "map" $value | ternary (merge (dict "name" $key) (kindIs "map" $value | ternary $value dict)) (dict "name" $key "value" (toString $value)) | toJson }}
  {{- end }}
  envFrom:
  {{- range $from, $sort := merge (dict) ($own.envFrom | default dict) $root.Values.envFrom }}
  - {{ dict $sort (dict "name" (tpl $from $root)) | toJson }}
  {{- end }}
  securityContext: {{ coalesce $own.securityContext (merge (dict) $root.Values.container.securityContext $root.Values.securityContext) | toJson }}
  resources: {{ toJson (merge (dict) ($own.resources | default dict) $root.Values.resources) }}
  volumeMounts:
  {{- range $root.Values.global.volumeMountsTpls }}
  {{- tpl . $root | nindent 2 }}
  {{- end }}{{ end }}
{{- end }}
{{- end }}
