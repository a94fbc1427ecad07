// What is compiled on this machine: the BPF object and addon, the command's and the plugin's bundle, the host page.
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { nodeBin, projectRoot } from './folders.mjs';
import { runCommand } from './run-command.mjs';
import { hashOf, isCurrent, writeStamp } from './stamp.mjs';

const at = (...parts) => path.join(projectRoot, ...parts);
// npm sets NODE to the Node it runs on, and make takes variables from the environment.
const env = { NODE: nodeBin, PATH: `${at('node_modules', '.bin')}:${process.env.PATH}` };

export async function buildNative() {
  await runCommand([nodeBin, at('native', 'vendor-libbpf.mjs')], {
    logName: 'libbpf',
    env,
    remedy: 'Check that crates.io can be reached; the log names the step.',
  });
  await runCommand(['make', '-s', '-C', at('native'), '-j2'], {
    logName: 'native',
    env,
    remedy: 'Look at the log; a compiler or header is probably missing (npm run setup installs them as root).',
  });
}

/** The C++ tests and tools of native/ and the programs with known answers: compiled here, so that tests only run them. */
export async function buildTestPrograms() {
  const remedy = 'Look at the log; it names the file that does not compile.';
  await runCommand(['make', '-s', '-C', at('native'), '-j2', 'tests', 'fuzz-replay'], {
    logName: 'native-tests',
    env,
    remedy,
  });
  await runCommand(['make', '-s', '-C', at('tests', 'workloads'), 'all'], { logName: 'workloads', env, remedy });
}

/** @param {{ inputs: string[], output: string, command: string[], cwd: string, logName: string }} build */
async function buildWhenChanged({ inputs, output, command, cwd, logName }) {
  const hash = hashOf([...inputs, at('package-lock.json')]);
  const stampFile = path.join(path.dirname(output), '.meshprof-build');
  if (existsSync(output) && isCurrent(stampFile, hash)) return;
  await runCommand(command, { cwd, env, logName, remedy: 'Look at the log; it names the file that does not compile.' });
  writeStamp(stampFile, hash);
}

export async function buildCommand() {
  const output = at('collector-agent', 'dist', 'cli', 'main.mjs');
  await buildWhenChanged({
    inputs: [
      at('collector-agent'),
      at('scripts', 'bundle-program.mjs'),
      ...['contracts', 'settings', 'experiments'].map((name) => at(name, 'src')),
      ...typedFacade(),
    ],
    output,
    command: [nodeBin, 'build-bundle.mjs'],
    cwd: at('collector-agent'),
    logName: 'command',
  });
  // Sources may be newer than a bundle of the same content (another branch and back): the command goes by time.
  utimesSync(output, new Date(), new Date());
}

/** The TypeScript of native/, without its C++. */
function typedFacade() {
  const files = readdirSync(at('native')).filter((name) => name.endsWith('.ts'));
  return files.map((name) => at('native', name));
}

export function buildPlugin() {
  return buildWhenChanged({
    inputs: [at('plugin'), at('contracts'), at('experiments', 'src')],
    output: at('plugin', 'dist', 'module.js'),
    command: ['npm', 'run', 'build'],
    cwd: at('plugin'),
    logName: 'plugin',
  });
}

export function buildHostPage() {
  return buildWhenChanged({
    inputs: [at('standalone', 'src', 'host'), at('standalone', 'build-host.mjs')],
    output: at('standalone', 'dist', 'host', 'host.js'),
    command: [nodeBin, 'build-host.mjs'],
    cwd: at('standalone'),
    logName: 'host-page',
  });
}
