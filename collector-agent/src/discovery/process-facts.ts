import { readlinkSync } from 'node:fs';
import { type CgroupIdentity, parseCgroup } from './container-id.ts';
import { executableBaseName } from './display-name.ts';
import { IDENTITY_OPTIONS, readEnvoyOptions } from './envoy-options.ts';
import { errorCode, readProcText } from './proc-file.ts';
import { parseProcessStat, type ProcessStat } from './process-stat.ts';
import { isEnvoy } from './role.ts';

/** What `/proc` says of one process; text as read, not yet safe to show. */
export interface ProcessFacts {
  readonly stat: ProcessStat;
  /** Executable's path in the mount namespace of the process, or undefined where there is none or none may be read. */
  readonly executablePath?: string;
  /** False if the kernel refused to show the executable. */
  readonly isReadable: boolean;
  /** Executable's base name; the kernel's thread name where the executable is not known. */
  readonly executable: string;
  /** `IDENTITY_OPTIONS` of an Envoy; nothing of others. */
  readonly args: readonly string[];
  readonly cgroup: CgroupIdentity;
}

const MAX_STAT_BYTES = 4096;
const MAX_CGROUP_BYTES = 64 * 1024;

export function readProcessStat(pid: number): ProcessStat | undefined {
  const text = readProcText(`/proc/${pid}/stat`, MAX_STAT_BYTES);
  return text.ok ? parseProcessStat(text.text) : undefined;
}

/** Undefined if the process does not exist (any more). */
export function readProcessFacts(pid: number): ProcessFacts | undefined {
  const stat = readProcessStat(pid);
  if (stat === undefined) return undefined;
  const link = stat.isKernelThread ? { isReadable: true } : readExecutable(pid);
  const executable = link.path === undefined ? stat.comm : executableBaseName(link.path);
  const cgroup = readProcText(`/proc/${pid}/cgroup`, MAX_CGROUP_BYTES);
  return {
    stat,
    ...(link.path !== undefined && { executablePath: link.path }),
    isReadable: link.isReadable,
    executable,
    args: link.path !== undefined && isEnvoy(executable) ? (readEnvoyOptions(pid, IDENTITY_OPTIONS) ?? []) : [],
    cgroup: cgroup.ok ? parseCgroup(cgroup.text) : {},
  };
}

function readExecutable(pid: number): { path?: string; isReadable: boolean } {
  try {
    return { path: readlinkSync(`/proc/${pid}/exe`), isReadable: true };
  } catch (error) {
    // ENOENT: the process has no executable (a zombie) or is gone; the stat line already told which.
    return { isReadable: !['EACCES', 'EPERM'].includes(errorCode(error)) };
  }
}
