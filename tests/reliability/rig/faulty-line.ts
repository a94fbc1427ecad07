import { once } from 'node:events';
import net from 'node:net';
import { type Duplex, Transform } from 'node:stream';

/**
 * A TCP relay that can be cut, until it is mended: what is open breaks, what is new breaks at once. Or slowed down: then
 * each piece of data waits on its way.
 */
export class FaultyLine {
  readonly #target: number;
  readonly #sockets = new Set<net.Socket>();
  readonly #server = net.createServer((from) => this.#relay(from));
  #isCut = false;
  #delayMs = 0;

  constructor(targetPort: number) {
    this.#target = targetPort;
  }

  /** Its own port. */
  async open(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as net.AddressInfo).port;
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** So long for each piece of data, in each direction. */
  slowDown(delayMs: number): void {
    this.#delayMs = delayMs;
  }

  mend(): void {
    this.#isCut = false;
    this.#delayMs = 0;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #relay(from: net.Socket): void {
    // Else a socket that breaks would end this process.
    from.on('error', () => undefined);
    if (this.#isCut) {
      from.destroy();
      return;
    }
    const to = net.connect(this.#target, '127.0.0.1');
    to.on('error', () => undefined);
    for (const [socket, other] of [
      [from, to],
      [to, from],
    ] as const) {
      this.#sockets.add(socket);
      socket.pipe(this.#delay()).pipe(other);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }

  #delay(): Duplex {
    return new Transform({
      transform: (piece: Buffer, _encoding, pass) => {
        if (this.#delayMs === 0) pass(null, piece);
        else setTimeout(pass, this.#delayMs, null, piece);
      },
    });
  }
}
