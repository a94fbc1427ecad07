import { ALERT_ANNOTATIONS, type CreateTask, EVENTS, type EventId, type Selector } from '@meshprof/contracts';
import { CUT_MARK } from './alert-payload.ts';
import { readSelector } from './selector-text.ts';

export interface AlertOverrides {
  readonly task: Pick<CreateTask, 'durationMs' | 'events' | 'frequencyHz'>;
  readonly selector?: Selector;
  /** A sentence for each annotation that was not taken. */
  readonly notes: readonly string[];
}

type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** What `meshprof_…` annotations change. A wrong one changes nothing but leaves a note: the alert is worth a profile. */
export function readOverrides(annotations: Readonly<Record<string, string>>): AlertOverrides {
  const notes: string[] = [];
  const take = <T>(annotation: string, read: (text: string) => Read<T>): T | undefined => {
    const text = annotations[annotation]?.trim();
    if (text === undefined || text === '') return undefined;
    const outcome = text.endsWith(CUT_MARK) ? no<T>('is too long') : read(text);
    if (outcome.ok) return outcome.value;
    notes.push(`The annotation ${annotation} ${outcome.problem}. It was left out.`);
    return undefined;
  };
  const durationMs = take(ALERT_ANNOTATIONS.duration, readDuration);
  const events = take(ALERT_ANNOTATIONS.events, readEvents);
  const frequencyHz = take(ALERT_ANNOTATIONS.frequency, readFrequency);
  const selector = take(ALERT_ANNOTATIONS.selector, (text) => {
    const read = readSelector(text);
    return read.ok ? yes(read.selector) : no<Selector>(read.problem);
  });
  const known: readonly string[] = Object.values(ALERT_ANNOTATIONS);
  for (const name of Object.keys(annotations)) {
    if (!known.includes(name)) notes.push(`The annotation ${name} is not known; known are ${known.join(', ')}.`);
  }
  return {
    task: {
      ...(durationMs !== undefined && { durationMs }),
      ...(events !== undefined && { events }),
      ...(frequencyHz !== undefined && { frequencyHz }),
    },
    ...(selector !== undefined && { selector }),
    notes: notes.slice(0, MAX_NOTES),
  };
}

const MAX_NOTES = 20;

const DURATION = /^(?=\d)(?:(\d{1,2})h)?(?:(\d{1,4})m)?(?:(\d{1,4})s)?$/;

function readDuration(text: string): Read<number> {
  const [, h = '0', m = '0', s = '0'] = DURATION.exec(text) ?? [];
  const seconds = Number(h) * 3600 + Number(m) * 60 + Number(s);
  if (seconds >= 1 && seconds <= 3600) return yes(seconds * 1000);
  return no(`is ${shown(text)}; a duration is written 30s, 2m or 1m30s, from 1s to 1h`);
}

function readEvents(text: string): Read<EventId[]> {
  const names = [...new Set(text.split(/[\s,]+/).filter((name) => name !== ''))];
  const unknown = names.find((name) => !EVENTS.some((event) => event === name));
  if (unknown === undefined && names.length > 0) return yes(names as EventId[]);
  return no(`has the event ${shown(unknown ?? '')}; known are ${EVENTS.join(', ')}`);
}

function readFrequency(text: string): Read<number> {
  const hz = /^(\d{1,3}) ?(?:hz)?$/i.exec(text)?.[1];
  if (hz !== undefined && Number(hz) >= 1) return yes(Number(hz));
  return no(`is ${shown(text)}; a frequency is a whole number from 1 to 999 (Hz)`);
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}

function yes<T>(value: T): Read<T> {
  return { ok: true, value };
}

function no<T>(problem: string): Read<T> {
  return { ok: false, problem };
}
