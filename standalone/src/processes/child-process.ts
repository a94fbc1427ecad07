import { spawn, type IOType } from 'node:child_process';
import type { Readable } from 'node:stream';

const KEPT_LINES = 20;
const LINE_LIMIT = 500;

export interface ChildExit {
  readonly program: string;
  readonly code: number | null;
  readonly signal: string | null;
  /** Last lines it wrote to standard error (and output, where that is for people), oldest first. */
  readonly lastLines: readonly string[];
}

export interface ChildSpec {
  readonly program: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Descriptor or mode of standard input and output. */
  readonly stdin?: number;
  readonly stdout?: number | 'keep-lines';
  /** What the kernel sends it when this process dies. Default TERM. */
  readonly deathSignal?: 'TERM' | 'KILL';
  /** Descriptor of standard error; without one its last lines are kept in memory. */
  readonly stderr?: number;
}

export interface Child {
  readonly program: string;
  /** Undefined if the program could not be started; `exited` then says why. */
  readonly pid: number | undefined;
  readonly exited: Promise<ChildExit>;
  readonly hasExited: () => boolean;
  /** Nothing happens to one that has just ended, whether its exit was told yet or not. */
  readonly signal: (signal: NodeJS.Signals) => void;
  /** SIGTERM, then SIGKILL after `graceMs`; resolves when the process is gone. */
  readonly stop: (graceMs?: number) => Promise<void>;
}

/**
 * Starts a program that cannot outlive this process: `setpriv --pdeathsig` has the kernel send it a signal when this
 * process dies, even by SIGKILL. It gets its own process group, so that a terminal's Ctrl-C reaches only us and we end
 * the programs in order.
 */
export function startChild(spec: ChildSpec): Child {
  const stdout: IOType | number = spec.stdout === 'keep-lines' ? 'pipe' : (spec.stdout ?? 'ignore');
  const child = spawn('setpriv', ['--pdeathsig', spec.deathSignal ?? 'TERM', '--', spec.file, ...spec.args], {
    stdio: [spec.stdin ?? 'ignore', stdout, spec.stderr ?? 'pipe'],
    detached: true,
    env: { ...process.env, ...spec.env },
  });
  const lines: string[] = [];
  keepLastLines(child.stderr, lines);
  keepLastLines(child.stdout, lines);

  let gone = false;
  const exited = new Promise<ChildExit>((resolve) => {
    const end = (code: number | null, signal: string | null) => {
      gone = true;
      resolve({ program: spec.program, code, signal, lastLines: [...lines] });
    };
    child.once('error', (error) => {
      lines.push(error.message);
      if (child.pid === undefined) end(null, null);
    });
    child.once('exit', end);
  });

  const stop = async (graceMs = 5_000): Promise<void> => {
    if (gone) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await exited;
    clearTimeout(timer);
  };
  const signal = (name: NodeJS.Signals) => void child.kill(name);
  return { program: spec.program, pid: child.pid, exited, hasExited: () => gone, signal, stop };
}

/** Keeps the last lines of a stream: enough to say why a program ended, bounded whatever it writes. */
function keepLastLines(stream: Readable | null, lines: string[]): void {
  if (stream === null) return;
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = (parts.pop() ?? '').slice(0, LINE_LIMIT);
    for (const line of parts) if (line.trim() !== '') lines.push(line.slice(0, LINE_LIMIT));
    lines.splice(0, Math.max(0, lines.length - KEPT_LINES));
  });
  stream.on('error', () => undefined);
}
