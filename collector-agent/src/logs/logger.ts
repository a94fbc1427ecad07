import { type Logger as PinoLogger, pino } from 'pino';

export type Logger = PinoLogger;

/** JSON lines on standard error, so that standard output stays free for results. */
export function createLogger(level: string): Logger {
  return pino({ level, base: { service: 'meshprof-agent' } }, pino.destination({ fd: 2, sync: true }));
}
