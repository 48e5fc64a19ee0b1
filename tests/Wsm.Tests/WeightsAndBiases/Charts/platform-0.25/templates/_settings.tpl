{{- define "desk.ref" -}}
{name: {{ .name }}, valueFrom: {secretKeyRef: {name: {{ .secret | quote }}, key: {{ .key | quote }}}}}
{{- end }}

{{- define "desk.store" -}}
{{- $given := empty .Values.global.bucket.name | ternary .Values.global.defaultBucket .Values.global.bucket }}
{{- $scheme := get (dict "s3" "s3" "gcs" "gs" "az" "az") ($given.provider | default "s3") }}
{{- $keys := or .Values.global.bucket.secret.secretName (and $given.accessKey $given.secretKey) | empty | not }}
{{- $login := and $keys (eq $scheme "s3") | ternary "$(BUCKET_ACCESS_KEY):$(BUCKET_SECRET_KEY)@" "" }}
{{- range $name, $key := dict "AZURE_STORAGE_KEY" "accessKeyName" "BUCKET_ACCESS_KEY" "accessKeyName" "BUCKET_SECRET_KEY" "secretKeyName" }}
- {{ include "desk.ref" (dict "name" $name "secret" ($.Values.global.bucket.secret.secretName | default (printf "%s-bucket" $.Release.Name)) "key" (get $.Values.global.bucket.secret $key)) }}
{{- end }}
- {name: BUCKET, value: "{{ $scheme }}://{{ $login }}{{ $given.name }}{{ with $given.path }}/{{ . }}{{ end }}"}
- {name: AWS_REGION, value: {{ $given.region | default "" | quote }}}
- {name: AWS_S3_KMS_ID, value: {{ $given.kmsKey | default "" | quote }}}
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

{{- define "desk.pod" -}}
serviceAccountName: {{ .Values.serviceAccount.name | default (ternary (printf "%s-%s" .Release.Name .Chart.Name) "default" .Values.serviceAccount.create) }}
securityContext: {{ toJson .Values.pod.securityContext }}
{{- end }}

{{- define "desk.kept" }}
---
apiVersion: v1
kind: Secret
metadata: {name: {{ .name }}}
data: {{ range $key, $value := .data }}{{ $_ := set $.data $key (toString $value | b64enc) }}{{ end }}{{ toJson .data }}
{{- end }}
