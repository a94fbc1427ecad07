# Loki with our configuration.
ARG BUSYBOX_VERSION
ARG LOKI_VERSION
FROM grafana/loki:${LOKI_VERSION} AS loki

# busybox for the health check's wget; nothing else of it is used.
FROM busybox:${BUSYBOX_VERSION}
COPY --from=loki /usr/bin/loki /usr/bin/loki
COPY provisioning/loki/config.yaml /etc/loki/config.yaml
RUN install -d -o 10001 -g 10001 /loki
USER 10001
ENTRYPOINT ["/usr/bin/loki", "-config.file=/etc/loki/config.yaml"]
