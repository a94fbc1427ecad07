import { execFileSync } from 'node:child_process';

/**
 * A network namespace of the test's own with a pair of virtual interfaces: Kubernetes takes no loopback address for an
 * endpoint.
 */
export class TestNetwork {
  readonly name = `meshprof-istio-${process.pid}`;
  /** Of this end. */
  readonly hostAddress: string;
  /** Of the namespace's end. */
  readonly address: string;
  readonly #interface: string;

  constructor() {
    const octet = process.pid % 250;
    this.hostAddress = `10.213.${octet}.1`;
    this.address = `10.213.${octet}.2`;
    this.#interface = `mpi${process.pid}`;
    const peer = `${this.#interface}p`;
    ip('netns', 'add', this.name);
    ip('link', 'add', this.#interface, 'type', 'veth', 'peer', 'name', peer, 'netns', this.name);
    ip('addr', 'add', `${this.hostAddress}/30`, 'dev', this.#interface);
    ip('link', 'set', this.#interface, 'up');
    ip('-n', this.name, 'addr', 'add', `${this.address}/30`, 'dev', peer);
    ip('-n', this.name, 'link', 'set', peer, 'up');
    ip('-n', this.name, 'link', 'set', 'lo', 'up');
  }

  /** In front of a command that shall run in the namespace. */
  get enter(): readonly string[] {
    return ['ip', 'netns', 'exec', this.name];
  }

  /** The interfaces go with the namespace. */
  remove(): void {
    ip('netns', 'del', this.name);
  }
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
