/** Ctrl-C and its relatives during a recording: the first ends it, a second ends this process as usual. */
export interface Interrupts {
  readonly signal: AbortSignal;
  /** What arrived, if anything did. */
  received(): NodeJS.Signals | undefined;
  abort(): void;
  release(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function listenForInterrupts(onSignal: (signal: NodeJS.Signals) => void): Interrupts {
  const controller = new AbortController();
  let received: NodeJS.Signals | undefined;
  const handler = (signal: NodeJS.Signals): void => {
    received = signal;
    release();
    onSignal(signal);
    controller.abort();
  };
  const release = (): void => SIGNALS.forEach((signal) => process.off(signal, handler));
  SIGNALS.forEach((signal) => process.on(signal, handler));
  return { signal: controller.signal, received: () => received, abort: () => controller.abort(), release };
}
