/** A process called `envoy` with any arguments, for tests: a shell that waits. */
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export class StandInEnvoy {
  /** For configuration; its working directory. */
  readonly folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'meshprof-envoy-')));
  readonly #running: ChildProcess[] = [];

  constructor() {
    copyFileSync(realpathSync('/bin/sh'), this.#program);
    writeFileSync(path.join(this.folder, 'wait.sh'), 'read ended\n');
  }

  get #program(): string {
    return path.join(this.folder, 'envoy');
  }

  write(name: string, content: string | Buffer): string {
    const file = path.join(this.folder, name);
    writeFileSync(file, content);
    return file;
  }

  /** Its pid, once it is the program itself and not yet a copy of this process. */
  async start(args: readonly string[], uid?: number): Promise<number> {
    const child = spawn(this.#program, ['wait.sh', ...args], {
      cwd: this.folder,
      stdio: ['pipe', 'ignore', 'ignore'],
      ...(uid !== undefined && { uid, gid: uid }),
    });
    this.#running.push(child);
    await new Promise((resolve, reject) => child.once('spawn', () => resolve(undefined)).once('error', reject));
    return child.pid ?? 0;
  }

  stop(): void {
    for (const child of this.#running) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
