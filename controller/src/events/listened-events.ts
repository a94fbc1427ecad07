import type { EventLog, StateEvent } from './event-log.ts';

/** An event log that somebody in this process hears too. */
export function listenedEvents(log: EventLog, listener: (event: StateEvent) => void): EventLog {
  return {
    ...log,
    emit: (event) => {
      log.emit(event);
      listener(event);
    },
  };
}
