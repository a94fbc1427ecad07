// System packages, by what needs them. Versions are those of the Debian release.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

export const packagesFor = {
  engine: [
    'g++',
    'make',
    'clang-19',
    'bpftool',
    'libelf-dev',
    'libdw-dev',
    'libiberty-dev',
    'liblzma-dev',
    'zlib1g-dev',
    'pkg-config',
  ],
  python: ['python3', 'python3-venv'],
  // wrk: load of experiments under saturation.
  demo: ['nginx-light', 'nghttp2-client', 'prometheus', 'wrk'],
  bench: ['libbpf-tools', 'linux-perf', 'bpftrace', 'binutils', 'openssl', 'util-linux'],
  // lld and libc++: other linkers' and libraries' binaries for the corpus of native/test/stripped-names.test.ts.
  tests: [
    'chromium',
    // Commands of the documentation.
    'curl',
    'fonts-dejavu-core',
    'procps',
    'xz-utils',
    'lld-19',
    'libc++-19-dev',
    'libc++abi-19-dev',
    'postgresql',
    'etcd-server',
    'crun',
    'iproute2',
    'prometheus-alertmanager',
  ],
  // clang's fuzzer and sanitizers; roots of Debian 12, in which images are built and the README's commands are tried;
  // emulators and the other compiler of tests/kernels.
  longTests: [
    'libclang-rt-19-dev',
    'debootstrap',
    'cpio',
    'qemu-system-x86',
    'g++-aarch64-linux-gnu',
    'qemu-user-static',
  ],
};

/**
 * Cargo fetches libbpf's sources (native/vendor-libbpf.mjs). Any cargo on the PATH will do, but Debian 12's own is too
 * old for today's registry protocol; its cargo-web, built for the browsers, is not. Later releases have a new cargo.
 * @returns {string[]}
 */
export function cargoPackages() {
  if (spawnSync('cargo', ['--version']).status === 0) return [];
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  return [/^VERSION_CODENAME=bookworm$/m.test(release) ? 'cargo-web' : 'cargo'];
}

/** @param {string[]} names @returns {string[]} those that are not installed */
export function missingPackages(names) {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Abbrev}\n', ...names], {
    encoding: 'utf8',
  });
  const installed = new Set(
    (stdout ?? '')
      .split('\n')
      .filter((line) => line.trimEnd().endsWith(' ii'))
      .map((line) => line.split(' ')[0])
  );
  return names.filter((name) => !installed.has(name));
}

/**
 * Installs what is missing when this is root on Debian or Ubuntu; otherwise fails with the one command to run.
 * @param {string[]} names
 */
export async function installPackages(names) {
  const missing = missingPackages(names);
  if (missing.length === 0) return;
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) {
    throw new SetupError(`These system packages are missing: ${missing.join(', ')}.`, `Run as root: ${command}`);
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const remedy = `Run by hand and look at its output: ${command}`;
  await withoutServiceStart(async () => {
    await runCommand(['apt-get', 'update'], { env, logName: 'apt-update', remedy });
    await runCommand(command.split(' '), { env, logName: 'apt-install', remedy });
  });
}

/**
 * Debian starts a service when it installs nginx or prometheus; the demo runs its own copies. policy-rc.d is Debian's
 * documented way to forbid that; one that is already there is left alone.
 * @param {() => Promise<void>} work
 */
async function withoutServiceStart(work) {
  const policyFile = '/usr/sbin/policy-rc.d';
  if (existsSync(policyFile)) return work();
  writeFileSync(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    rmSync(policyFile, { force: true });
  }
}
