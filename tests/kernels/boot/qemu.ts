import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, setPriority, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Architecture } from '../kernels.ts';
import { parseGuestReport, type ParsedReport } from './guest-report.ts';

export interface Boot {
  readonly architecture: Architecture;
  readonly kernel: string;
  readonly initramfs: string;
  /** Added to the kernel's command line. */
  readonly append?: readonly string[];
  /** A hang limit. */
  readonly timeoutMs: number;
}

interface Machine {
  readonly program: string;
  readonly options: readonly string[];
  /** Of the kernel's command line. */
  readonly append: readonly string[];
  readonly console: string;
}

const MACHINES: Readonly<Record<Architecture, Machine>> = {
  amd64: {
    program: 'qemu-system-x86_64',
    // In software, since KVM inside a virtual machine is there often and no use: where it is KVM-PVM, a kernel that was not
    // built for it hangs in its first instructions. Not by instruction count (-icount): ten times slower.
    options: ['-machine', 'q35,accel=tcg', '-cpu', 'max'],
    // On a busy host the emulated timer comes too late for the kernel's trial of it.
    append: ['no_timer_check'],
    console: 'ttyS0',
  },
  arm64: {
    program: 'qemu-system-aarch64',
    options: ['-machine', 'virt,gic-version=3', '-cpu', 'max'],
    append: [],
    console: 'ttyAMA0',
  },
};

/** Why no guest can be started here, or undefined. */
export function cannotBoot(architecture: Architecture): string | undefined {
  const { program } = MACHINES[architecture];
  const found = (process.env.PATH ?? '').split(':').some((folder) => existsSync(path.join(folder, program)));
  return found ? undefined : `${program} is not installed`;
}

/** Runs a kernel to its end: kernel messages go to one serial line, results to another. */
export async function boot(options: Boot): Promise<ParsedReport> {
  const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-boot-'));
  const [console, results] = [path.join(folder, 'console'), path.join(folder, 'results')];
  try {
    const problem = await run(options, { console, results });
    const parsed = parseGuestReport(existsSync(results) ? readFileSync(results, 'utf8') : '');
    if (parsed.ok) return parsed;
    const why = problem === '' ? parsed.problem : `${parsed.problem}; ${problem}`;
    return { ok: false, problem: `${why}. Its console ends with:\n${lastLines(console)}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(options: Boot, lines: { console: string; results: string }): Promise<string> {
  const machine = MACHINES[options.architecture];
  const append = [`console=${machine.console}`, 'loglevel=5', 'panic=-1', ...machine.append, ...(options.append ?? [])];
  const args = [
    ...[...machine.options, '-smp', '2', '-m', '2048', '-nodefaults', '-no-reboot'],
    ...['-display', 'none', '-monitor', 'none', '-serial', `file:${lines.console}`, '-serial', `file:${lines.results}`],
    ...['-kernel', options.kernel, '-initrd', options.initramfs, '-append', append.join(' ')],
  ];
  return new Promise((resolve) => {
    const child = spawn(machine.program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = new AbortController();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', (error) => resolve(error.message));
    // Other work on the machine goes first.
    child.on('spawn', () => setPriority(child.pid!, constants.priority.PRIORITY_BELOW_NORMAL));
    child.on('close', (code) => {
      ended.abort();
      resolve(code === 0 ? '' : `qemu ended with ${code}: ${stderr.trim()}`);
    });
    sleep(options.timeoutMs, undefined, { signal: ended.signal }).then(
      () => child.kill('SIGKILL'),
      () => {}
    );
  });
}

function lastLines(file: string): string {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text.trimEnd().split('\n').slice(-15).join('\n');
}
