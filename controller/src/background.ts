import type { Leadership } from './storage/leadership.ts';

/** Work that one replica repeats: never twice at a time, and only while that replica leads. */
export interface BackgroundWork {
  readonly everyMs: number;
  readonly work: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Answers how to stop it; the promise is that of the round in progress. */
export function startBackground(leadership: Leadership, { everyMs, work, onError }: BackgroundWork) {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy || !leadership.isLeader) return;
    busy = true;
    running = work()
      .catch(onError)
      .finally(() => {
        busy = false;
      });
  }, everyMs);
  timer.unref();
  return (): Promise<void> => {
    clearInterval(timer);
    return running;
  };
}
