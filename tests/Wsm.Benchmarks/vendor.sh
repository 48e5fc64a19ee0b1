#!/usr/bin/env bash
# Asks of real platform charts which documented settings each version reads, and whether 'wsm values' names exactly those that it does not.
# Helm judges: a setting is read when the documents change with it.
#   tests/Wsm.Benchmarks/vendor.sh DIR [WSM] [HELM]     DIR holds operator-wandb-VERSION.tgz, and nothing of it enters the repository
# One line a setting, one column a version: ✓ read, ✗ unread and named, ! unread and not named, ? read and named all the same,
# e helm refuses it. Exit code 1 where a ! or a ? stands.
set -euo pipefail
dir=$(realpath "${1:?usage: vendor.sh DIR [WSM] [HELM]}")
wsm=${2:-wsm}
helm=${3:-${WSM_TEST_HELM:-helm}}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/base.yaml" <<'Y'
global:
  host: https://wandb.example.com
  license: sample
  bucket: {provider: s3, name: "s3.example.com:9000", path: bucket, region: us-east-1, accessKey: one, secretKey: two}
  mysql: {host: db.example.com, port: 3306, database: wandb_local, user: wandb, password: three}
Y

# what else has to be set for it ("-" for nothing), the setting, its value as JSON
settings() {
  cat <<'T'
- global.host "https://other.example.com"
- global.license "other"
- global.licenseSecret.name "held"
- global.licenseSecret.key "held"
- global.size "large"
- global.bucket.provider "gcs"
- global.bucket.name "other"
- global.bucket.path "other"
- global.bucket.region "other"
- global.bucket.kmsKey "other"
- global.bucket.accessKey "other"
- global.bucket.secretKey "other"
- global.bucket.secret.secretName "held"
- global.bucket.provder "s3"
- global.mysql.host "other"
- global.mysql.port 3307
- global.mysql.database "other"
- global.mysql.user "other"
- global.mysql.password "other"
- global.mysql.name "other"
- global.mysql.passwordSecret.name "held"
- global.mysql.passwordSecret.passwordKey "held"
- ingress.class "other"
- ingress.annotations {"a":"b"}
- ingress.nameOverride "other"
- ingress.tls [{"secretName":"held"}]
- ingress.additionalHosts ["b.example.com"]
- ingress.className "other"
- ingress.host "other"
- ingress.hosts ["other"]
- global.ingress.class "other"
- app.serviceAccount.name "other"
- app.serviceAccount.annotations {"a":"b"}
- parquet.serviceAccount.annotations {"a":"b"}
redis.install=false global.redis.host "r.example.com"
redis.install=false global.redis.port 6380
redis.install=false global.redis.password "other"
redis.install=false global.redis.caCert "other"
redis.install=false global.redis.secret.secretName "held"
redis.install=false global.redis.auth.enabled true
redis.install=false global.redis.auth.secret "held"
redis.install=false global.redis.user "other"
- global.ldap.enabled true
- global.ldap.host "ldap.example.com"
- global.auth.oidc.clientId "other"
global.auth.oidc.clientId="set" global.auth.oidc.issuer "https://idp.example.com"
global.auth.oidc.clientId="set" global.auth.oidc.authMethod "pkce"
global.auth.oidc.clientId="set" global.auth.oidc.secret "other"
- global.auth.sessionLengthHours 12
global.auth.oidc.clientId="set" global.auth.oidc.oidcSecret.name "held"
- global.auth.oidc.clientSecret "other"
- global.email.smtp.host "mail.example.com"
global.email.smtp.host="set" global.email.smtp.user "other"
global.email.smtp.host="set" global.email.smtp.password "other"
global.email.smtp.host="set" global.email.smtp.mailFrom "a@example.com"
- global.slack.clientId "other"
- global.slack.secret "other"
- global.extraEnv.NAME "other"
- global.customCACerts ["-----BEGIN CERTIFICATE-----"]
- global.caCertsConfigMap "held"
- app.pod.securityContext.runAsUser 1001
- app.container.securityContext.runAsUser 1001
- app.podSecurityContext.runAsUser 1001
- app.image.digest "sha256:051914cc16aba71f66836f886bb0b4a15c774aa3c45e674e6c7741ea2fb86d39"
- global.imagePullSecrets [{"name":"held"}]
- imagePullSecrets [{"name":"held"}]
- global.nodeSelector {"a":"b"}
- global.tolerations [{"operator":"Exists"}]
- app.tolerations [{"operator":"Exists"}]
- weave-trace.install true
- mysql.install true
T
}

# What helm makes up anew each time, and sums of it, say nothing.
rendered() { "$helm" template wandb "$@" 2>"$work/refused" | grep -vE 'checksum/|SESSION_KEY|session-key|CLICKHOUSE_PASSWORD|: "?[A-Za-z0-9+/]{40,}=*"?$'; }

judge() { # chart → a mark for each setting
  local chart=$1 context key value
  settings | cut -d' ' -f1 | sort -u | while read -r context; do
    local with=()
    [ "$context" = - ] || with=(--set-json "$context")
    rendered "$chart" -f "$work/base.yaml" "${with[@]}" >"$work/before $context"
    local flags=()
    while read -r key value; do flags+=(--set-json "$key=$value"); done < <(settings | sed -n "s/^$context //p")
    "$wsm" values --chart "$chart" --release-name wandb --registry r.example --no-registry-check -f "$work/base.yaml" "${with[@]}" "${flags[@]}" \
      --out "$work/out" >/dev/null 2>"$work/said" </dev/null || true
    rm -rf "$work/out"
    sed -nE 's/.* sets ([^ ,]+), which no template of .*/\1/p' "$work/said"
  done >"$work/named"
  settings | while read -r context key value; do
    local with=() named=no part
    [ "$context" = - ] || with=(--set-json "$context")
    while read -r part; do case $key in "$part" | "$part".*) named=yes ;; esac; done <"$work/named"
    if ! rendered "$chart" -f "$work/base.yaml" "${with[@]}" --set-json "$key=$value" >"$work/after" </dev/null; then echo e
    elif cmp -s "$work/before $context" "$work/after"; then [ $named = yes ] && echo ✗ || echo !
    else [ $named = yes ] && echo "?" || echo ✓; fi
  done
}

settings | cut -d' ' -f2 >"$work/table"
head='setting'
for chart in $(find "$dir" -maxdepth 1 -name 'operator-wandb-*.tgz' | sort -V); do
  version=${chart##*/operator-wandb-}
  head+=" ${version%.tgz}"
  judge "$chart" | paste -d' ' "$work/table" - >"$work/next"
  mv "$work/next" "$work/table"
done
{ echo "$head"; cat "$work/table"; } | column -t
awk '{for (i = 2; i <= NF; i++) n[$i]++} END {printf "\n%d read, %d unread and named, %d unread and not named, %d read and named, %d refused by helm\n", n["✓"], n["✗"], n["!"], n["?"], n["e"]; exit (n["!"] + n["?"]) > 0}' "$work/table"
