import type { ObservedFrame, ObservedStack } from './observed-stack.ts';

/** How many samples, and frames of the binary in them, have a name that something in the binary proves. */
export interface NameShares {
  readonly samples: number;
  /** With at least one named frame of the binary whose function does not stand in nearly every sample. */
  readonly telling: number;
  /** Whose leaf-most frame of the binary is named. */
  readonly leafNamed: number;
  readonly frames: number;
  readonly namedFrames: number;
}

/** A function of nine samples in ten (the event loop) tells nothing of what a sample is about. */
const UBIQUITOUS = 0.9;

/** Weighted by samples; only stacks that hold a frame of the module. */
export function nameShares(stacks: readonly ObservedStack[], module: string): NameShares {
  const inModule = stacks
    .map(({ weight, frames }) => ({ weight, frames: frames.filter((frame) => frame.module === module) }))
    .filter(({ frames }) => frames.length > 0);
  const sum = (value: (stack: { weight: number; frames: ObservedFrame[] }) => number) =>
    inModule.reduce((total, stack) => total + value(stack), 0);
  const samples = sum(({ weight }) => weight);
  const samplesWith = new Map<string, number>();
  for (const { weight, frames } of inModule) {
    for (const name of new Set(frames.map((frame) => frame.name))) {
      samplesWith.set(name, (samplesWith.get(name) ?? 0) + weight);
    }
  }
  const tells = ({ name }: ObservedFrame) => name !== '' && samplesWith.get(name)! < samples * UBIQUITOUS;
  return {
    samples,
    telling: sum(({ weight, frames }) => (frames.some(tells) ? weight : 0)),
    leafNamed: sum(({ weight, frames }) => (frames[0]!.name !== '' ? weight : 0)),
    frames: sum(({ weight, frames }) => weight * frames.length),
    namedFrames: sum(({ weight, frames }) => weight * frames.filter(({ name }) => name !== '').length),
  };
}

/** Sizes of a binary's exported functions, from `readelf --dyn-syms`. */
export function parseSymbolSizes(readelf: string): Map<string, number> {
  const rows = readelf.matchAll(/^\s*\d+: [0-9a-f]+\s+(\d+|0x[0-9a-f]+) I?FUNC\s+\S+\s+\S+\s+\S+ (\S+)$/gm);
  return new Map(Array.from(rows, ([, size, name]) => [name!.replace(/@.*/, ''), Number(size)]));
}

/** Frames of the module that carry the name of a function which does not reach to where they are. */
export function falselyNamed(
  stacks: readonly ObservedStack[],
  module: string,
  sizes: ReadonlyMap<string, number>
): { readonly named: number; readonly false: number } {
  let named = 0;
  let wrong = 0;
  for (const { weight, frames } of stacks) {
    for (const frame of frames) {
      if (frame.module !== module || frame.name === '' || frame.nameOffset === undefined) continue;
      named += weight;
      if (frame.nameOffset > (sizes.get(frame.name) ?? 0)) wrong += weight;
    }
  }
  return { named, false: wrong };
}
