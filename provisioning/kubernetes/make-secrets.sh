#!/bin/sh
# Prints the Secrets that the manifests in this folder ask for, with new random values and certificates, and keeps nothing:
#
#   provisioning/kubernetes/make-secrets.sh | kubectl create -f -
#
# `create` fails where there are some already, so nothing in use is overwritten. With `tls` it prints the certificates only,
# to renew them: `… tls | kubectl apply --server-side --force-conflicts -f -`. Needs openssl.
set -eu
# The YAML below holds keys.
umask 077

case "${1:-all}" in
  all | tls) what=${1:-all} ;;
  *) echo "make-secrets.sh: the one argument is 'tls', for certificates only" >&2; exit 2 ;;
esac
command -v openssl >/dev/null || { echo 'make-secrets.sh: openssl is not installed' >&2; exit 1; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
cd "$folder"

days=1825
base64_of() { openssl base64 -A -in "$1"; }
random() { openssl rand -hex 24 | tr -d '\n'; }

# An authority for this once: its key is gone when this script ends.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days $days \
  -subj '/CN=Meshprof' -keyout ca.key -out ca.crt 2>/dev/null

# certificate NAME: for the Service NAME in namespace meshprof, and for a port-forward to it.
certificate() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -keyout "$1.key" -out "$1.csr" 2>/dev/null
  printf 'subjectAltName=DNS:%s,DNS:%s.meshprof,DNS:%s.meshprof.svc,DNS:%s.meshprof.svc.cluster.local,DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n' \
    "$1" "$1" "$1" "$1" >"$1.ext"
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days $days -extfile "$1.ext" -out "$1.crt" 2>/dev/null
}

# secret NAME NAMESPACE TYPE KEY FILE [KEY FILE]…
secret() {
  printf -- '---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: %s\n  namespace: %s\n  labels: { app.kubernetes.io/part-of: meshprof }\ntype: %s\ndata:\n' \
    "$1" "$2" "$3"
  shift 3
  while [ $# -gt 0 ]; do
    printf '  %s: %s\n' "$1" "$(base64_of "$2")"
    shift 2
  done
}

for service in meshprof-controller meshprof-collector; do
  certificate $service
  secret $service-tls meshprof kubernetes.io/tls tls.crt $service.crt tls.key $service.key ca.crt ca.crt
done
# Apart from the join token, so that it can be renewed alone, and for Grafana to trust.
printf -- '---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: meshprof-ca\n  namespace: meshprof-agents\n  labels: { app.kubernetes.io/part-of: meshprof }\ndata:\n  ca.crt: |\n'
sed 's/^/    /' ca.crt

if [ "$what" = all ]; then
  for name in plugin-secret token join-token webhook-secret; do random >$name; done
  secret meshprof-controller meshprof Opaque plugin-secret plugin-secret token token join-token join-token webhook-secret webhook-secret
  secret meshprof-agent meshprof-agents Opaque join-token join-token
fi
