import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PORTS, type PortName } from '@meshprof/contracts';
import { at } from '../harness/project.ts';
import { type Finished, run } from '../harness/run.ts';
import { fileNameOf, isShell } from './block-class.ts';
import type { CodeBlock } from './code-blocks.ts';

/** What commands of a page find: a folder, programs, and where the services are. */
export interface ShellOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** In place of the documented defaults, which may be taken on this machine. */
  readonly ports?: Readonly<Record<PortName, number>>;
  /** What `pgrep … envoy` answers: other Envoys may run on this machine. */
  readonly envoyPid?: number;
}

/** Runs the blocks of one page in one folder, in the page's order. */
export class PageShell implements Disposable {
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-docs-'));
  readonly #options: ShellOptions;

  constructor(options: ShellOptions = {}) {
    this.#options = options;
    const bin = path.join(this.#folder, '.bin');
    mkdirSync(bin);
    const meshprof = `exec ${process.execPath} ${at('collector-agent', 'bin', 'meshprof.mjs')} "$@"`;
    program(bin, 'meshprof', meshprof);
    // npx finds the command of a checkout; outside of one there is none.
    program(bin, 'npx', `[ "$1" = meshprof ] || exit 127\nshift\n${meshprof}`);
    if (options.envoyPid !== undefined) program(bin, 'pgrep', `echo ${options.envoyPid}`);
  }

  /** Puts a block of data down as a file, or runs one of commands. */
  async take(block: CodeBlock, timeoutMs: number): Promise<Finished | undefined> {
    const name = fileNameOf(block);
    if (name !== undefined) writeFileSync(path.join(this.#folder, path.basename(name)), this.#placed(block.text));
    if (!isShell(block)) return undefined;
    const script = `cd ${this.#folder}\n${this.#placed(block.text)}`;
    const env = {
      ...this.#options.env,
      PATH: `${path.join(this.#folder, '.bin')}:${path.dirname(process.execPath)}:${process.env.PATH ?? ''}`,
      // Runs of experiments and the like are this page's own.
      XDG_STATE_HOME: path.join(this.#folder, '.state'),
    };
    return run(['/bin/bash', '--norc', '-eu', '-o', 'pipefail', '-c', script], { env, timeoutMs });
  }

  /** With the ports that were free here. */
  #placed(text: string): string {
    const { ports } = this.#options;
    if (ports === undefined) return text;
    return text.replaceAll(/(127\.0\.0\.1|localhost):(\d+)/g, (all, host: string, port: string) => {
      const name = Object.keys(PORTS).find((key) => PORTS[key as PortName].port === Number(port));
      return name === undefined ? all : `${host}:${ports[name as PortName]}`;
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function program(bin: string, name: string, text: string): void {
  const file = path.join(bin, name);
  writeFileSync(file, `#!/bin/bash\n${text}\n`);
  chmodSync(file, 0o755);
}
