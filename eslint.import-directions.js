/**
 * Imports point one way (ARCHITECTURE.md): plugin → contracts ← controller, collector-agent → native,
 * collector-agent → contracts, standalone → contracts; controller and agent → settings; standalone composes controller and agent in its entry file only.
 */
const forbidden = {
  contracts: {
    packages: ['settings', 'native', 'collector-agent', 'controller', 'standalone'],
    why: 'contracts holds what other packages agree on; importing one of them would turn the arrow around.',
  },
  settings: {
    packages: ['contracts', 'native', 'collector-agent', 'controller', 'standalone'],
    why: 'settings knows how any service is configured, not what a service has to configure; pass it the table.',
  },
  native: {
    packages: ['contracts', 'settings', 'collector-agent', 'controller', 'standalone'],
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

export const importDirections = Object.entries(forbidden).map(([folder, { packages, why }]) => ({
  files: [`${folder}/**/*.ts`, `${folder}/**/*.tsx`],
  ignores: folder === 'standalone' ? ['standalone/src/main.ts'] : [],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: packages.map((name) => ({
          group: [`@meshprof/${name}`, `@meshprof/${name}/*`, `**/../${name}/**`],
          message: `${folder} must not import ${name}: ${why}`,
        })),
      },
    ],
  },
}));
