// Format, lint and types: each tool counts as one test.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot, pythonToolsDir } from '../setup/folders.mjs';
import { findFiles } from './find-files.mjs';
import { runChild } from './run-child.mjs';
import { skippedSuite, sumOf } from './suite-result.mjs';

const typedFolders = [
  'contracts',
  'settings',
  'experiments',
  'native',
  'collector-agent',
  'controller',
  'standalone',
  // The host page's browser half has the DOM and JSX, which the services' configuration must not have.
  'standalone/src/host/browser',
  'tests',
  'provisioning',
  'plugin',
];

/** Status of a check that cannot be made here; its output says why. Of sysexits: a temporary failure. */
export const SKIPPED = 75;

async function checkOf(name, command, options = {}) {
  const { code, output } = await runChild(command, { ...options, quiet: true });
  if (code === SKIPPED) return skippedSuite(name, output.trim());
  process.stdout.write(`${code === 0 ? '✔' : '✖'} ${name}\n`);
  if (code === 0) return { passed: 1, failed: 0, skipped: 0, notes: [] };
  process.stdout.write(`${output.trimEnd()}\n`);
  return { passed: 0, failed: 1, skipped: 0, notes: [`failed: ${name}: \`${command.slice(0, 4).join(' ')} …\``] };
}

function clangFormat() {
  const program = path.join(pythonToolsDir, 'bin', 'clang-format');
  if (!existsSync(program)) return skippedSuite('clang-format', 'not installed; npm run setup installs it from PyPI');
  const files = findFiles((file) => /^(bpf|native|tests\/workloads)\/.*\.(c|cc|h)$/.test(file));
  return checkOf('format of C and C++ (clang-format)', [program, '--dry-run', '--Werror', ...files]);
}

/** @returns {Promise<import('./suite-result.mjs').SuiteResult>} */
export async function staticChecks() {
  const results = [
    await checkOf('format (prettier)', ['prettier', '--check', '--log-level=warn', '.']),
    await clangFormat(),
    await checkOf('lint (eslint)', ['eslint', '.']),
    await checkOf('lint of the plugin (eslint)', ['npm', 'run', 'lint', '--silent'], {
      cwd: path.join(projectRoot, 'plugin'),
    }),
    await checkOf('licences of dependencies', ['node', 'scripts/dependencies/check-licences.mjs']),
    await checkOf('known vulnerabilities of dependencies', ['node', 'scripts/dependencies/check-advisories.mjs']),
  ];
  for (const folder of typedFolders) {
    results.push(await checkOf(`types of ${folder} (tsc)`, ['tsc', '--noEmit', '-p', folder]));
  }
  return sumOf(results);
}
