import { findOnPath } from '../../../standalone/src/demo/binaries.ts';
import { run } from '../../harness/run.ts';
import type { ObservedFrame, ObservedStack } from '../observed-stack.ts';
import { type Anchor, errorText } from './anchor.ts';

/** Debian's package libbpf-tools. */
export const offcputimeProgram = (): string | undefined => findOnPath('offcputime');

export const offcputime: Anchor = {
  name: "bcc's offcputime",
  async observe({ pid, seconds }) {
    const program = offcputimeProgram();
    if (program === undefined) return { ok: false, error: 'not installed (Debian package libbpf-tools)' };
    // -v: with addresses; names alone would not tell a true one from the nearest exported neighbour's.
    const { code, stdout, stderr } = await run([program, '-v', '-p', String(pid), String(seconds)]);
    const offCpu = parseOffcputime(stdout);
    if (code !== 0 || offCpu.length === 0) return { ok: false, error: errorText(stderr) };
    return { ok: true, observation: { offCpu, isOffCpuByTime: true } };
  },
};

/** `    #10 0x00007f1ed6bda503 clock_nanosleep+0x23 (/usr/lib/…/libc.so.6+0xcf503)`; kernel frames have no file. */
const FRAME = /^\s+#\d+\s+0x([0-9a-f]+)\s+(.*?)(?:\s+\((\/.*)\+0x([0-9a-f]+)\))?$/;
/** `    -                call-chain (16331)`, then the µs. */
const OWNER = /^\s+-\s+.* \(\d+\)$/;

/** `name+0xoffset`, taken apart. */
export function nameOf(text: string): Pick<ObservedFrame, 'name' | 'nameOffset'> {
  const [, name = text, offset = '0'] = /^(.*)\+0x([0-9a-f]+)$/.exec(text) ?? [];
  return { name: name === '[unknown]' ? '' : name, nameOffset: parseInt(offset, 16) };
}

export function parseOffcputime(output: string): ObservedStack[] {
  const stacks: ObservedStack[] = [];
  let frames: ObservedFrame[] = [];
  let isOwned = false;
  for (const line of output.split('\n')) {
    const frame = FRAME.exec(line);
    if (frame !== null) {
      const [, address, name = '', module, offset] = frame;
      // The upper half of the address space is the kernel's.
      if (!/^ffff[89a-f]/.test(address!)) {
        frames.push({ ...nameOf(name), module: module ?? '', offset: parseInt(offset ?? '0', 16) });
      }
      continue;
    }
    if (OWNER.test(line)) isOwned = true;
    else if (isOwned && /^\s+\d+$/.test(line)) {
      stacks.push({ weight: Number(line), frames });
      frames = [];
      isOwned = false;
    }
  }
  return stacks;
}
