import { readFileSync } from 'node:fs';

export interface MappedFile {
  readonly start: bigint;
  readonly limit: bigint;
  readonly fileOffset: bigint;
  readonly path: string;
}

/** The mapped files of a living process. */
export function readMemoryMap(pid: number): MappedFile[] {
  return parseMemoryMap(readFileSync(`/proc/${pid}/maps`, 'utf8'));
}

export function parseMemoryMap(text: string): MappedFile[] {
  const lines = text.matchAll(/^([0-9a-f]+)-([0-9a-f]+) \S+ ([0-9a-f]+) \S+ \d+\s+(\/.*)$/gm);
  return Array.from(lines, ([, start, limit, fileOffset, path]) => ({
    start: BigInt(`0x${start}`),
    limit: BigInt(`0x${limit}`),
    fileOffset: BigInt(`0x${fileOffset}`),
    path: path!,
  }));
}

/**
 * File and offset of a process address. The offset is the ELF virtual address where a segment lies in the file as it
 * does in memory, which holds for the C library, the only file whose offsets are compared.
 */
export function locate(map: readonly MappedFile[], address: bigint): { module: string; offset: number } {
  const file = map.find(({ start, limit }) => address >= start && address < limit);
  if (file === undefined) return { module: '', offset: Number(address) };
  return { module: file.path, offset: Number(address - file.start + file.fileOffset) };
}
