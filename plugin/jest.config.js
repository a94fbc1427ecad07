// force timezone to UTC to allow tests to work regardless of local timezone
// generally used by snapshots, but can affect specific tests
process.env.TZ = 'UTC';

const baseConfig = require('./.config/jest.config');
const { grafanaESModules, nodeModulesToTransform } = require('./.config/jest/utils');

// Packages that ship ES modules only and are not on create-plugin's list.
const moreESModules = [
  'd3-.*',
  'internmap',
  'delaunator',
  'robust-predicates',
  'typebox',
  'yaml',
  '@grafana/flamegraph',
];

module.exports = {
  ...baseConfig,
  // Hang limits: a machine that also builds takes its time.
  testTimeout: 120_000,
  moduleNameMapper: {
    ...baseConfig.moduleNameMapper,
    '^@shared/(.*)$': '<rootDir>/src/shared/$1',
  },
  transform: {
    '^.+\\.m?(t|j)sx?$': [
      '@swc/jest',
      {
        sourceMaps: 'inline',
        jsc: {
          parser: { syntax: 'typescript', tsx: true, decorators: false, dynamicImport: true },
        },
      },
    ],
  },
  transformIgnorePatterns: [nodeModulesToTransform([...grafanaESModules, ...moreESModules])],
};
