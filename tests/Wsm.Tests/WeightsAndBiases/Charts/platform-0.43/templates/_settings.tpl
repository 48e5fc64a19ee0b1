{{- define "desk.ref" -}}
{name: {{ .name }}, valueFrom: {secretKeyRef: {name: {{ .secret | quote }}, key: {{ .key | quote }}, optional: true}}}
{{- end }}
{{- /* A setting may be text, or a map with valueFrom. */ -}}
{{- define "desk.either" -}}
- {{ kindIs "map" .value | ternary (merge (dict "name" .name) (kindIs "map" .value | ternary .value dict)) (dict "name" .name "value" (toString .value)) | toJson }}
{{- end }}
{{- define "desk.database" -}}
{{- $given := .Values.global.mysql }}
{{- range $key := list "host" "port" "database" "user" }}
{{ include "desk.either" (dict "name" (printf "MYSQL_%s" (upper $key)) "value" (get $given $key)) }}
{{- end }}
{{- if kindIs "map" $given.password }}
{{ include "desk.either" (dict "name" "MYSQL_PASSWORD" "value" $given.password) }}
{{- else }}
- {{ include "desk.ref" (dict "name" "MYSQL_PASSWORD" "secret" ($given.passwordSecret.name | default (printf "%s-mysql" .Release.Name)) "key" $given.passwordSecret.passwordKey) }}
{{- end }}
- {name: MYSQL, value: "mysql://$(MYSQL_USER):$(MYSQL_PASSWORD)@$(MYSQL_HOST):$(MYSQL_PORT)/$(MYSQL_DATABASE)"}
{{- end }}
{{- define "desk.store" -}}
{{- $given := empty .Values.global.bucket.name | ternary .Values.global.defaultBucket .Values.global.bucket }}
{{- $scheme := get (dict "s3" "s3" "gcs" "gs" "az" "az" "cw" "cw") ($given.provider | default "s3") }}
{{- $keys := or .Values.global.bucket.secret.secretName (and $given.accessKey $given.secretKey) | empty | not }}
{{- $login := and $keys (has $scheme (list "s3" "cw")) | ternary "$(BUCKET_ACCESS_KEY):$(BUCKET_SECRET_KEY)@" "" }}
{{- range $name, $key := dict "AZURE_STORAGE_KEY" "accessKeyName" "BUCKET_ACCESS_KEY" "accessKeyName" "BUCKET_SECRET_KEY" "secretKeyName" }}
- {{ include "desk.ref" (dict "name" $name "secret" ($.Values.global.bucket.secret.secretName | default (printf "%s-bucket" $.Release.Name)) "key" (get $.Values.global.bucket.secret $key)) }}
{{- end }}
{{- range list "BUCKET" "GORILLA_FILE_STORE" }}
- {name: {{ . }}, value: "{{ $scheme }}://{{ $login }}{{ $given.name }}{{ with $given.path }}/{{ . }}{{ end }}"}
{{- end }}
{{- end }}
{{- define "desk.cache" -}}
{{- $given := .Values.global.redis }}
- {name: REDIS_HOST, value: {{ $given.host | default (printf "%s-redis-master" .Release.Name) | quote }}}
- {{ include "desk.ref" (dict "name" "REDIS_PASSWORD" "secret" ($given.secret.secretName | default (printf "%s-redis-secret" .Release.Name)) "key" $given.secret.secretKey) }}
- {name: REDIS, value: "redis://{{ if or $given.password $given.secret.secretName }}:$(REDIS_PASSWORD)@{{ end }}$(REDIS_HOST):{{ $given.port }}?ttlInSeconds=604800{{ range $key, $value := merge (dict) $given.params $given.parameters }}&{{ $key }}={{ $value }}{{ end }}{{ if $given.caCert }}&tls=true{{ end }}"}
{{- end }}
{{- define "desk.sign" -}}
- {{ include "desk.ref" (dict "name" "LICENSE" "secret" (.Values.global.licenseSecret.name | default (printf "%s-license" .Release.Name)) "key" (.Values.global.licenseSecret.key | default "license")) }}
- {name: HOST, value: {{ .Values.global.host | quote }}}
- {name: GORILLA_SESSION_LENGTH, value: "{{ .Values.global.auth.sessionLengthHours }}h"}
{{- with .Values.global.auth.oidc }}
- {name: OIDC_ISSUER, value: {{ .issuer | quote }}}
- {name: OIDC_CLIENT_ID, value: {{ .clientId | quote }}}
- {name: OIDC_AUTH_METHOD, value: {{ .authMethod | quote }}}
{{- if or .secret .oidcSecret.name }}
- {{ include "desk.ref" (dict "name" "OIDC_SECRET" "secret" (.oidcSecret.name | default (printf "%s-oidc" $.Release.Name)) "key" .oidcSecret.secretKey) }}
{{- end }}{{ end }}
{{- end }}
{{- define "desk.mail" -}}
{{- with .Values.global.email.smtp }}{{ if ne .host "" }}
{{- range $key := list "host" "port" "user" "mailFrom" }}
{{ include "desk.either" (dict "name" (printf "SMTP_%s" (upper $key)) "value" (get $.Values.global.email.smtp $key)) }}
{{- end }}
{{- if kindIs "map" .password }}
{{ include "desk.either" (dict "name" "SMTP_PASSWORD" "value" .password) }}
{{- else }}
- {{ include "desk.ref" (dict "name" "SMTP_PASSWORD" "secret" (printf "%s-smtp" $.Release.Name) "key" "SMTP_PASSWORD") }}
{{- end }}
{{- end }}{{ end }}
{{- end }}
{{- define "desk.trustVolumes" -}}
- {name: inline, configMap: {name: {{ .Release.Name }}-certificates}}
- {name: site, configMap: {name: {{ .Values.global.caCertsConfigMap | default "none" }}, optional: true}}
{{- end }}
{{- define "desk.trustMounts" -}}
- {name: inline, mountPath: /usr/local/share/ca-certificates/inline}
- {name: site, mountPath: /usr/local/share/ca-certificates/site}
{{- end }}
