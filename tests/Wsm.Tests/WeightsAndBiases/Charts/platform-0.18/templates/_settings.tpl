{{- /* The object store's address, keys in clear: there is no other way in this version. */ -}}
{{- define "desk.store" -}}
{{- $given := .Values.global.bucket -}}
{{- $usual := .Values.global.defaultBucket -}}
{{- $scheme := get (dict "s3" "s3" "gcs" "gs" "az" "az") ($given.provider | default $usual.provider) -}}
{{- $key := $given.accessKey | default $usual.accessKey -}}
{{- $word := $given.secretKey | default $usual.secretKey -}}
{{- $login := ternary (printf "%s:%s@" $key $word) "" (and (eq $scheme "s3") (ne (printf "%s%s" $key $word) "")) -}}
{{- printf "%s://%s%s/%s" $scheme $login ($given.name | default $usual.name) ($given.path | default $usual.path) | trimSuffix "/" -}}
{{- end }}
{{- define "desk.cache" -}}
redis://{{ if .Values.global.redis.password }}:$(REDIS_PASSWORD)@{{ end }}$(REDIS_HOST):$(REDIS_PORT)
{{- end }}
{{- /* Called in sub-charts, with their values: the pod's own win over the global ones. They come last, so a name may be there twice. */ -}}
{{- define "desk.environment" -}}
{{- range $name, $value := merge (dict) (.Values.extraEnv | default dict) .Values.global.extraEnv }}
- {name: {{ $name }}, value: {{ $value | quote }}}
{{- end }}
{{- range $name, $from := merge (dict) (.Values.extraEnvFrom | default dict) .Values.global.extraEnvFrom }}
- {name: {{ $name }}, valueFrom: {{ toJson $from }}}
{{- end }}
{{- end }}
{{- /* Four fields of the security context and no more. */ -}}
{{- define "desk.pod" -}}
securityContext: {{ toJson (pick .Values.pod.securityContext "runAsUser" "runAsGroup" "fsGroup" "fsGroupChangePolicy") }}
serviceAccountName: {{ .Values.serviceAccount.name | default (ternary (printf "%s-%s" .Release.Name .Chart.Name) "default" .Values.serviceAccount.create) }}
nodeSelector: {{ toJson (.Values.nodeSelector | default dict) }}
{{- end }}
{{- define "desk.account" -}}
{{- if .Values.serviceAccount.create }}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: {{ .Values.serviceAccount.name | default (printf "%s-%s" .Release.Name .Chart.Name) }}, annotations: {{ toJson (.Values.serviceAccount.annotations | default dict) }}}
{{- end }}{{ end }}
