# The Collector of provisioning/collector/builder-config.yaml.
ARG GO_VERSION
ARG BUSYBOX_VERSION
FROM golang:${GO_VERSION}-bookworm AS build
ARG COLLECTOR_VERSION
WORKDIR /build
COPY provisioning/collector/builder-config.yaml .
RUN GOFLAGS=-mod=mod go run go.opentelemetry.io/collector/cmd/builder@v${COLLECTOR_VERSION} --config=builder-config.yaml

# busybox for the health check's wget; nothing else of it is used.
FROM busybox:${BUSYBOX_VERSION}
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /build/build/otelcol-meshprof /otelcol-meshprof
COPY provisioning/collector/config.yaml /etc/otelcol/config.yaml
USER 65534
ENTRYPOINT ["/otelcol-meshprof", "--config=/etc/otelcol/config.yaml", "--feature-gates=service.profilesSupport"]
