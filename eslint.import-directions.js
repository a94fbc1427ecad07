/**
 * Imports point one way (ARCHITECTURE.md): plugin → contracts ← controller, collector-agent → native,
 * collector-agent → contracts, standalone → contracts; controller and agent → settings; plugin, controller and agent →
 * experiments → contracts; standalone composes controller and agent in its entry file only.
 */
const forbidden = {
  contracts: {
    packages: ['settings', 'experiments', 'native', 'collector-agent', 'controller', 'standalone'],
    why: 'contracts holds what other packages agree on; importing one of them would turn the arrow around.',
  },
  settings: {
    packages: ['contracts', 'experiments', 'native', 'collector-agent', 'controller', 'standalone'],
    why: 'settings knows how any service is configured, not what a service has to configure; pass it the table.',
  },
  experiments: {
    packages: ['settings', 'native', 'collector-agent', 'controller', 'standalone'],
    // It also runs in the browser, and twice on the same slots it must say the same.
    modules: ['node:*', 'fs', 'path', 'crypto', 'child_process'],
    why: 'experiments is the pure part that agent, controller and page share: no proxy, no clock, no files; pass it what was measured.',
  },
  native: {
    packages: ['contracts', 'settings', 'experiments', 'collector-agent', 'controller', 'standalone'],
    why: 'native knows the kernel and binaries, nothing of tasks or wires; pass what it needs as an option.',
  },
  'collector-agent': {
    packages: ['controller', 'standalone'],
    why: 'the agent meets the controller over HTTP only, so that each can be deployed, upgraded and distrusted alone.',
  },
  controller: {
    packages: ['native', 'collector-agent', 'standalone'],
    why: 'the controller meets agents over HTTP only and must run where no kernel access is.',
  },
  standalone: {
    packages: ['native', 'collector-agent', 'controller'],
    why: 'store and host page stand in for Pyroscope and Grafana; only the entry file (src/main.ts) composes them with the rest.',
  },
};

/** Files of a folder that the rule does not hold for. */
const ignores = {
  standalone: ['standalone/src/main.ts'],
  experiments: ['experiments/**/*.test.ts'],
};

export const importDirections = Object.entries(forbidden).map(([folder, { packages, modules = [], why }]) => ({
  files: [`${folder}/**/*.ts`, `${folder}/**/*.tsx`],
  ignores: ignores[folder] ?? [],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...packages.map((name) => ({
            group: [`@meshprof/${name}`, `@meshprof/${name}/*`, `**/../${name}/**`],
            message: `${folder} must not import ${name}: ${why}`,
          })),
          ...modules.map((name) => ({ group: [name], message: `${folder} must not import ${name}: ${why}` })),
        ],
      },
    ],
  },
}));
