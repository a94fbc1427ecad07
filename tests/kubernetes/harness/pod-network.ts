import { execFileSync } from 'node:child_process';

/** A network namespace with a loopback of its own, which the containers of a test share: their fixed ports are free there. */
export class PodNetwork {
  readonly name = `meshprof-pods-${process.pid}`;

  constructor() {
    execFileSync('ip', ['netns', 'add', this.name]);
    execFileSync('ip', ['-n', this.name, 'link', 'set', 'lo', 'up']);
  }

  /** In front of a command that shall run in it. */
  get enter(): readonly string[] {
    return ['ip', 'netns', 'exec', this.name];
  }

  remove(): void {
    execFileSync('ip', ['netns', 'del', this.name]);
  }
}
