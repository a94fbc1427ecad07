import type { Stats } from 'node:fs';
import { readProcText } from '../discovery/proc-file.ts';

/** What decides whether a process may read a file; ids as this process sees them, across user namespaces. */
export interface ProcessRights {
  readonly uid: number;
  readonly gids: ReadonlySet<number>;
  /** CAP_DAC_OVERRIDE or CAP_DAC_READ_SEARCH, which count for owners that its user namespace knows. */
  readonly readsAnyFile: boolean;
  readonly knownUids: readonly IdRange[];
}

interface IdRange {
  readonly first: number;
  readonly count: number;
}

const MAX_STATUS_BYTES = 64 * 1024;
const CAP_DAC_OVERRIDE = 1n << 1n;
const CAP_DAC_READ_SEARCH = 1n << 2n;

/** Undefined if the process is gone. */
export function readProcessRights(pid: number): ProcessRights | undefined {
  const status = readProcText(`/proc/${pid}/status`, MAX_STATUS_BYTES);
  const map = readProcText(`/proc/${pid}/uid_map`, MAX_STATUS_BYTES);
  if (!status.ok || !map.ok) return undefined;
  const line = (name: string): string => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status.text)?.[1] ?? '';
  // The fourth is the one that counts for files.
  const [uid, gid] = [line('Uid'), line('Gid')].map((ids) => Number(ids.split(/\s+/)[3]));
  if (uid === undefined || gid === undefined) return undefined;
  const groups = line('Groups').split(/\s+/).filter(Boolean).map(Number);
  const capabilities = /^[0-9a-f]{1,16}$/.test(line('CapEff')) ? BigInt(`0x${line('CapEff')}`) : 0n;
  return {
    uid,
    gids: new Set([gid, ...groups]),
    readsAnyFile: (capabilities & (CAP_DAC_OVERRIDE | CAP_DAC_READ_SEARCH)) !== 0n,
    knownUids: parseIdMap(map.text),
  };
}

/** Lines of "first id inside, first id outside, how many". */
function parseIdMap(text: string): IdRange[] {
  return text
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number))
    .filter((row) => row.length === 3)
    .map(([, first = 0, count = 0]) => ({ first, count }));
}

type Owned = Pick<Stats, 'uid' | 'gid' | 'mode'>;

/** By owner, group and mode as the kernel does; access lists are not looked at, so a file may be refused that has one. */
export function mayRead(rights: ProcessRights, file: Owned): boolean {
  return isGranted(rights, file, 0o4);
}

/** Whether names in this folder may be looked up. */
export function maySearch(rights: ProcessRights, folder: Owned): boolean {
  return isGranted(rights, folder, 0o1);
}

function isGranted({ uid, gids, readsAnyFile, knownUids }: ProcessRights, file: Owned, bit: number): boolean {
  const isKnown = knownUids.some(({ first, count }) => file.uid >= first && file.uid - first < count);
  if (readsAnyFile && isKnown) return true;
  const shift = file.uid === uid ? 6 : gids.has(file.gid) ? 3 : 0;
  return ((file.mode >> shift) & bit) !== 0;
}
