import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { FlightRecorder } from './flight-recorder.ts';
import { type StoredWindow, WindowFiles } from './window-files.ts';

export interface OpenOptions {
  readonly stateDir: string;
  readonly maxBytes: number;
  readonly onDiskError: (error: unknown) => void;
}

export interface OpenedFlightRecorder {
  readonly recorder: FlightRecorder;
  /** What an earlier process of this agent left, or undefined if it left nothing. */
  readonly found: FoundWindows | undefined;
}

export interface FoundWindows {
  readonly windows: number;
  readonly processes: number;
  /** Windows that were being written when it ended. */
  readonly unfinished: number;
}

/** Opens the recorder's folder of this boot; pids of an earlier boot name other processes, so its windows go. */
export async function openFlightRecorder({
  stateDir,
  maxBytes,
  onDiskError,
}: OpenOptions): Promise<OpenedFlightRecorder> {
  const folder = path.join(stateDir, 'flight-recorder');
  const bootId = await readBootId();
  for (const other of await readdir(folder).catch(() => [])) {
    if (other !== bootId) await rm(path.join(folder, other), { recursive: true, force: true });
  }
  const files = new WindowFiles(path.join(folder, bootId));
  const { windows, unfinished } = await files.open();
  const recorder = new FlightRecorder({ files, maxBytes, now: Date.now, onDiskError }, windows);
  await recorder.expire();
  return { recorder, found: describeFound(windows, unfinished) };
}

function describeFound(windows: readonly StoredWindow[], unfinished: number): FoundWindows | undefined {
  if (windows.length === 0 && unfinished === 0) return undefined;
  const processes = new Set(windows.map(({ pid, startTimeTicks }) => `${pid}:${startTimeTicks}`)).size;
  return { windows: windows.length, processes, unfinished };
}

/** Absent only where /proc is not mounted as usual; then windows of an earlier boot are told by their age alone. */
async function readBootId(): Promise<string> {
  const text = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return /^[0-9a-f-]{36}$/.test(text.trim()) ? text.trim() : 'unknown-boot';
}
