import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findOnPath } from '../../../standalone/src/demo/binaries.ts';
import { run } from '../../harness/run.ts';
import type { ObservedFrame, ObservedStack } from '../observed-stack.ts';
import { type Anchor, type AnchorRun, errorText } from './anchor.ts';
import { locate, type MappedFile, readMemoryMap } from './memory-map.ts';
import { nameOf } from './offcputime.ts';

/** Debian's package linux-perf. */
export const perfProgram = (): string | undefined => findOnPath('perf');

/** Frame pointers, which is what `-g` means. */
export const perfFramePointers: Anchor = { name: 'perf -g', observe: (asked) => observe(asked, ['-g']) };

/** Copies 8 KiB of stack (its default) and unwinds afterwards, as we do. */
export const perfDwarf: Anchor = {
  name: 'perf --call-graph dwarf',
  observe: (asked) => observe(asked, ['--call-graph', 'dwarf']),
};

async function observe(asked: AnchorRun, graph: readonly string[]) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-perf-'));
  try {
    const onCpu = await record(asked, [...graph, '-e', 'cpu-clock', '-F', String(asked.frequencyHz)], folder);
    // `--off-cpu` needs a perf with BPF skeletons, which Debian's has not; a sample at each switch is what is left.
    const offCpu = await record(asked, [...graph, '-e', 'sched:sched_switch'], folder);
    if (!onCpu.ok) return onCpu;
    // Read only now: naming takes longer than recording, and the process need not be kept busy for it.
    const onStacks = await stacksOf(onCpu);
    const offStacks = offCpu.ok ? await stacksOf(offCpu) : offCpu;
    if (!onStacks.ok) return onStacks;
    return {
      ok: true,
      observation: { onCpu: onStacks.stacks, ...(offStacks.ok && { offCpu: offStacks.stacks }) },
      ...(!offStacks.ok && { note: `off CPU: ${offStacks.error}` }),
    } as const;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Failed = { readonly ok: false; readonly error: string };
type Recorded = { readonly ok: true; readonly data: string; readonly map: readonly MappedFile[] };

async function record(
  { pid, seconds }: AnchorRun,
  options: readonly string[],
  folder: string
): Promise<Recorded | Failed> {
  const perf = perfProgram();
  if (perf === undefined) return { ok: false, error: 'not installed (Debian package linux-perf)' };
  const data = path.join(folder, `data-${options.at(-1)?.replace(':', '-')}`);
  const map = readMemoryMap(pid);
  const command = [perf, 'record', ...options, '-p', String(pid), '-o', data, '--', 'sleep', String(seconds)];
  const { code, stderr } = await run(command);
  return code === 0 ? { ok: true, data, map } : { ok: false, error: errorText(stderr) };
}

async function stacksOf({
  data,
  map,
}: Recorded): Promise<{ readonly ok: true; readonly stacks: ObservedStack[] } | Failed> {
  const command = [perfProgram()!, 'script', '-i', data, '--no-inline', '-F', 'comm,tid,ip,sym,symoff,dso'];
  const { code, stdout, stderr } = await run(command, { timeoutMs: 120_000 });
  if (code === 0) return { ok: true, stacks: parsePerfScript(stdout, map) };
  return { ok: false, error: code === null ? 'perf script took more than 2 minutes' : errorText(stderr) };
}

/** `    7f1ed6b3224a __libc_start_call_main+0x7a (/usr/lib/x86_64-linux-gnu/libc.so.6)` */
const FRAME = /^\s+([0-9a-f]+) (.*) \((.*)\)$/;

/** One stack a sample: a header line, its frames, an empty line. */
export function parsePerfScript(output: string, map: readonly MappedFile[]): ObservedStack[] {
  return output
    .split('\n\n')
    .filter((block) => block.trim() !== '')
    .map((block) => ({ weight: 1, frames: block.split('\n').flatMap((line) => userFrame(line, map)) }));
}

function userFrame(line: string, map: readonly MappedFile[]): ObservedFrame[] {
  const [, address, name = '', dso = ''] = FRAME.exec(line) ?? [];
  if (address === undefined || /^ffff[89a-f]/.test(address.padStart(16, '0'))) return [];
  if (dso === '[kernel.kallsyms]' || dso === '[kernel]') return [];
  const { module, offset } = locate(map, BigInt(`0x${address}`));
  return [{ ...nameOf(name), module: module || dso, offset }];
}
