{{ define "broken.fail" }}{{ fail "from inside" }}{{ end }}
{{ define "broken.nil" }}{{ .Values.a.b.c }}{{ end }}
{{ define "broken.recursion" }}{{ include "broken.recursion" . }}{{ end }}
