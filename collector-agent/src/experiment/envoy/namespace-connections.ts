import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * Runs inside the network namespace, connects there, and hands each connection over: a socket stays in the namespace
 * that it was made in. So nothing listens, and no byte takes a detour. Text, since a bundled program has no files.
 */
const PROGRAM = `
  const { connect } = require('node:net');
  process.on('disconnect', () => process.exit());
  process.on('message', ({ id, host, port }) => {
    const socket = connect({ host, port });
    const refuse = (error) => process.send({ id, error: String(error.code ?? error.message) });
    socket.once('error', refuse).once('connect', () => {
      socket.off('error', refuse).on('error', () => {});
      process.send({ id }, socket);
    });
  });
`;
const MAX_ERROR_CHARACTERS = 500;

interface Answer {
  readonly id: number;
  readonly error?: string;
}

type OnConnection = (error: Error | null, socket?: Socket) => void;

/** TCP connections from within the network namespace of another process, until `close`; needs CAP_SYS_ADMIN. */
export class NamespaceConnections {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, OnConnection>();
  #lastId = 0;
  #errorText = '';
  #ended = false;

  constructor(pid: number) {
    const args = ['--target', String(pid), '--net', '--', process.execPath, '-e', PROGRAM];
    // Without what this process was told by its environment, secrets among it.
    const env = { PATH: process.env['PATH'] ?? '' };
    this.#child = spawn('nsenter', args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errorText = (this.#errorText + text).slice(0, MAX_ERROR_CHARACTERS);
    });
    this.#child.on('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT';
      this.#end(missing ? 'nsenter is missing: install the package util-linux' : error.message);
    });
    this.#child.on('close', () => this.#end(reasonOf(this.#errorText)));
    this.#child.on('message', (answer, handle) => this.#take(answer as Answer, handle));
  }

  connect(host: string, port: number, onConnection: OnConnection): void {
    if (this.#ended) return onConnection(this.#failure('it is closed'));
    this.#lastId += 1;
    const id = this.#lastId;
    this.#waiting.set(id, onConnection);
    // One that cannot be sent to has ended or is about to: its end, which comes next, knows why.
    this.#child.send({ id, host, port }, () => undefined);
  }

  close(): void {
    this.#end('it is closed');
    this.#child.kill();
  }

  #take({ id, error }: Answer, handle: unknown): void {
    if (handle instanceof Socket) this.#settle(id, null, handle);
    else this.#settle(id, this.#failure(error ?? 'no connection came'));
  }

  #settle(id: number, error: Error | null, socket?: Socket): void {
    const onConnection = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (onConnection === undefined) socket?.destroy();
    else onConnection(error, socket);
  }

  #end(why: string): void {
    this.#ended = true;
    for (const id of [...this.#waiting.keys()]) this.#settle(id, this.#failure(why));
  }

  #failure(why: string): Error {
    return new Error(`no connection in the proxy's network namespace (${why})`);
  }
}

/** `nsenter` says which call was refused, not which right it takes. */
function reasonOf(errorText: string): string {
  const line = errorText.trim().split('\n')[0] || 'the helper in it ended';
  return /not permitted|denied/.test(line) ? `${line}; it takes CAP_SYS_ADMIN and CAP_SYS_PTRACE` : line;
}
