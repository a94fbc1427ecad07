# The Collector of provisioning/collector/builder-config.yaml.
ARG GO_VERSION
ARG BUSYBOX_VERSION
FROM golang:${GO_VERSION}-bookworm AS build
WORKDIR /build
COPY provisioning/collector/builder builder
RUN GOFLAGS=-mod=readonly go build -C builder -o /usr/local/bin/collector-builder go.opentelemetry.io/collector/cmd/builder
COPY provisioning/collector/builder-config.yaml provisioning/collector/collector.go.sum ./
# Go compares what it gets with the sums that are there; a module without one would be added.
RUN mkdir build && cp collector.go.sum build/go.sum \
 && GOFLAGS=-mod=mod collector-builder --config=builder-config.yaml \
 && ! grep -vxF -f collector.go.sum build/go.sum

# busybox for the health check's wget; nothing else of it is used.
FROM busybox:${BUSYBOX_VERSION}
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /build/build/otelcol-meshprof /otelcol-meshprof
COPY provisioning/collector/config.yaml /etc/otelcol/config.yaml
USER 65534
ENTRYPOINT ["/otelcol-meshprof", "--config=/etc/otelcol/config.yaml", "--feature-gates=service.profilesSupport"]
