// The two packages for npm: each is laid out in a folder of its own and packed there, so that nothing else gets in.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { thirdPartyLicences } from './third-party.mjs';
import { projectVersion } from './version-places.mjs';

const NATIVE_NOTICE = `meshprof.node and the programs beside it are Apache-2.0. They hold the BPF programs of bpf/ (GPL-2.0) and libbpf
(BSD-2-Clause or LGPL-2.1). meshprof-reader is linked with static copies of elfutils (LGPL-3.0+ or GPL-2.0+), libiberty (LGPL-2.0+),
zlib, xz and bzip2; its sources are in the repository, and \`make -C native\` links it anew with others.
Needed on the machine: libelf, libdw, liblzma, libbz2, zlib, libstdc++ (Debian: libelf1 libdw1 liblzma5 libbz2-1.0 zlib1g libstdc++6).
`;

/** Oldest that strips no types but has everything the bundles use. */
const ENGINES = { node: '>=22.18' };

/**
 * @param {string} folder of a checkout with its builds
 * @param {string} outDir
 * @returns {string[]} the files
 */
export function packNpmPackages(folder, outDir) {
  return [packCommand(folder, outDir), packController(folder, outDir)];
}

/** `meshprof`: the command with the node agent, for one kind of machine. */
function packCommand(folder, outDir) {
  return inStage((stage) => {
    const agent = path.join(folder, 'collector-agent');
    copyBundle(path.join(agent, 'dist', 'cli'), path.join(stage, 'dist', 'cli'));
    cpSync(path.join(agent, 'bin'), path.join(stage, 'bin'), { recursive: true });
    stageNative(folder, path.join(stage, 'node_modules', '@meshprof', 'native'));
    writeManifest(folder, stage, 'collector-agent', {
      name: 'meshprof',
      bin: { meshprof: 'bin/meshprof.mjs' },
      files: ['bin', 'dist', 'THIRD_PARTY_LICENSES.txt'],
      os: ['linux'],
      cpu: [process.arch],
      // The compiled part keeps its own name, by which the bundle finds it.
      dependencies: { '@meshprof/native': projectVersion(folder) },
      bundleDependencies: ['@meshprof/native'],
    });
    writeReadme(
      stage,
      'meshprof',
      'The `meshprof` command and node agent: eBPF profiles of Envoy and the services beside it.'
    );
    return pack(folder, stage, path.join(agent, 'dist', 'cli'), outDir);
  });
}

/** `@meshprof/controller`: a program without anything compiled. */
function packController(folder, outDir) {
  return inStage((stage) => {
    const controller = path.join(folder, 'controller');
    copyBundle(path.join(controller, 'dist'), path.join(stage, 'dist'));
    cpSync(path.join(controller, 'bin'), path.join(stage, 'bin'), { recursive: true });
    writeManifest(folder, stage, 'controller', {
      name: '@meshprof/controller',
      bin: { 'meshprof-controller': 'bin/meshprof-controller.mjs' },
      exports: { '.': './dist/main.mjs' },
      files: ['bin', 'dist', 'THIRD_PARTY_LICENSES.txt'],
    });
    writeReadme(
      stage,
      '@meshprof/controller',
      "Meshprof's controller: tasks, policies, alerts, experiments and agents behind one HTTP API."
    );
    return pack(folder, stage, path.join(controller, 'dist'), outDir);
  });
}

/** What native/ builds and the agent runs, without debug information and without its sources. */
function stageNative(folder, target) {
  const { name, version, license } = readJson(path.join(folder, 'native', 'package.json'));
  mkdirSync(path.join(target, 'build'), { recursive: true });
  for (const program of ['meshprof.node', 'meshprof-reader', 'meshprof-symbols']) {
    const staged = path.join(target, 'build', program);
    copyFileSync(path.join(folder, 'native', 'build', program), staged);
    run('strip', ['--strip-debug', '--remove-section=.comment', staged]);
    chmodSync(staged, 0o755);
  }
  writeJson(path.join(target, 'package.json'), { name, version, license, type: 'module', files: ['build'] });
  copyFileSync(path.join(folder, 'bpf', 'LICENSE'), path.join(target, 'LICENSE-bpf'));
  copyFileSync(
    path.join(folder, 'native', 'vendor', 'libbpf', 'LICENSE.BSD-2-Clause'),
    path.join(target, 'LICENSE-libbpf')
  );
  writeFileSync(path.join(target, 'NOTICE'), NATIVE_NOTICE);
  copyFileSync(path.join(folder, 'LICENSE'), path.join(target, 'LICENSE'));
}

/** Without source maps: they are three times as large as the code, and a stack trace is read beside the checkout. */
function copyBundle(from, to) {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((file) => file.endsWith('.mjs'))) {
    const text = readFileSync(path.join(from, name), 'utf8');
    writeFileSync(path.join(to, name), text.replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n'));
  }
}

function writeManifest(folder, stage, workspace, own) {
  const { description, version, license, type } = readJson(path.join(folder, workspace, 'package.json'));
  writeJson(path.join(stage, 'package.json'), { ...own, version, description, license, type, engines: ENGINES });
}

function writeReadme(stage, name, what) {
  writeFileSync(
    path.join(stage, 'README.md'),
    `# ${name}\n\n${what}\n\nGuides and reference: docs/README.md of the repository.\n`
  );
}

function pack(folder, stage, bundleDir, outDir) {
  copyFileSync(path.join(folder, 'LICENSE'), path.join(stage, 'LICENSE'));
  writeFileSync(path.join(stage, 'THIRD_PARTY_LICENSES.txt'), thirdPartyLicences(bundleDir));
  mkdirSync(outDir, { recursive: true });
  const output = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', outDir], stage);
  const [{ filename }] = JSON.parse(output);
  // npm 9 tells the name of a scoped package with its slash.
  return path.join(outDir, filename.replace('@', '').replace('/', '-'));
}

function inStage(work) {
  const stage = mkdtempSync(path.join(os.tmpdir(), 'meshprof-package-'));
  try {
    return work(stage);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function run(program, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args[0]}: ${error?.message ?? stderr.trim()}`);
  return stdout;
}

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const writeJson = (file, value) => writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
