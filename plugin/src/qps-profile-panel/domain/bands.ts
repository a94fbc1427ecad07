import type { DataFrame } from '@grafana/data';

export type BandKind = 'task' | 'experiment' | 'alert' | 'other';

/** A stretch of time that something was going on in, drawn behind the charts. */
export interface Band {
  id: string;
  kind: BandKind;
  fromUnixMs: number;
  /** Equal to the beginning for a moment. */
  toUnixMs: number;
  title: string;
  /** Of Grafana's annotation query. */
  color?: string;
  href?: string;
}

/** A dashboard may have thousands of annotations; more than this is a solid block. */
const MAX_BANDS = 500;
const MAX_TITLE_LENGTH = 200;

/** Annotations as Grafana hands them to a panel, or a frame of the same form among the data. */
export function bandsOfAnnotations(frames: DataFrame[]): Band[] {
  return frames.flatMap(bandsOfFrame).slice(0, MAX_BANDS);
}

function bandsOfFrame(frame: DataFrame, frameIndex: number): Band[] {
  const values = (name: string): unknown[] | undefined => frame.fields.find((field) => field.name === name)?.values;
  const times = values('time') ?? [];
  const [ends, titles, texts, tags, colors, states] = ['timeEnd', 'title', 'text', 'tags', 'color', 'newState'].map(
    values
  );
  return times.flatMap((time, row) => {
    if (typeof time !== 'number' || !Number.isFinite(time)) {
      return [];
    }
    const end = ends?.[row];
    const color = colors?.[row];
    return {
      id: `${frameIndex}-${row}`,
      kind: kindOf(tags?.[row], states?.[row]),
      fromUnixMs: time,
      toUnixMs: typeof end === 'number' && end > time ? end : time,
      title: plainText(titles?.[row]) || plainText(texts?.[row]),
      ...(typeof color === 'string' && { color }),
    };
  });
}

function kindOf(tags: unknown, newState: unknown): BandKind {
  const names = (Array.isArray(tags) ? tags : typeof tags === 'string' ? tags.split(',') : []).map((tag) =>
    String(tag).trim().toLowerCase()
  );
  const tagged = (['task', 'experiment', 'alert'] as const).find((kind) =>
    names.some((name) => name === kind || name === `meshprof-${kind}` || name === `meshprof:${kind}`)
  );
  return tagged ?? (typeof newState === 'string' && newState !== '' ? 'alert' : 'other');
}

/** Annotations may hold HTML; a title is text. */
const plainText = (value: unknown): string =>
  typeof value === 'string'
    ? value
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim()
        .slice(0, MAX_TITLE_LENGTH)
    : '';

/** Those that a moment lies in; a moment of its own counts a little to both sides. */
export function bandsAt(bands: Band[], unixMs: number, toleranceMs: number): Band[] {
  return bands.filter(
    ({ fromUnixMs, toUnixMs }) => fromUnixMs - toleranceMs <= unixMs && unixMs <= toUnixMs + toleranceMs
  );
}
