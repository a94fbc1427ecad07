import { findOnPath } from '../../../standalone/src/demo/binaries.ts';
import { at } from '../../harness/project.ts';
import { run } from '../../harness/run.ts';
import type { ObservedFrame, ObservedStack } from '../observed-stack.ts';
import { type Anchor, errorText } from './anchor.ts';
import { locate, type MappedFile, readMemoryMap } from './memory-map.ts';

/** Asks for a higher memlock limit and complains without it; the wrapper says yes. */
export function bpftraceCommand(program: string): string[] | undefined {
  const bpftrace = findOnPath('bpftrace');
  if (bpftrace === undefined) return undefined;
  return [at('tests', 'workloads', 'build', 'keep-memlock'), bpftrace, '-e', program];
}

export const bpftrace: Anchor = {
  name: 'bpftrace ustack',
  async observe({ pid, seconds, frequencyHz }) {
    // On CPU only: off CPU the same helper walks the same stacks as in offcputime, and naming them takes a minute.
    const probe = `profile:hz:${frequencyHz} /pid == ${pid}/ { @[ustack(perf, 127)] = count(); }`;
    const command = bpftraceCommand(`${probe} interval:s:${seconds} { exit(); }`);
    if (command === undefined) return { ok: false, error: 'not installed (Debian package bpftrace)' };
    const map = readMemoryMap(pid);
    const { code, stdout, stderr } = await run(command);
    if (code !== 0) return { ok: false, error: errorText(stderr) };
    return { ok: true, observation: { onCpu: parseBpftrace(stdout, map) } };
  },
};

/** `\t7f1ed6b3224a __libc_start_call_main+122 (/usr/lib/x86_64-linux-gnu/libc.so.6)` */
const FRAME = /^\s+([0-9a-f]+) (.*?)(?:\+\d+)?(?: \((.*)\))?$/;

/** `@[`, frames, `]: 43` */
export function parseBpftrace(output: string, map: readonly MappedFile[]): ObservedStack[] {
  const stacks: ObservedStack[] = [];
  let frames: ObservedFrame[] | undefined;
  for (const line of output.split('\n')) {
    if (line.startsWith('@[')) frames = [];
    // Where there is no user stack, all is on one line.
    const [, count] = /\]: (\d+)$/.exec(line) ?? [];
    if (count !== undefined && frames !== undefined) {
      stacks.push({ weight: Number(count), frames });
      frames = undefined;
      continue;
    }
    const [, address, name = '', module = ''] = FRAME.exec(line) ?? [];
    if (address === undefined || frames === undefined) continue;
    const place = locate(map, BigInt(`0x${address}`));
    frames.push({ name: name === '[unknown]' ? '' : name, module: place.module || module, offset: place.offset });
  }
  return stacks;
}
