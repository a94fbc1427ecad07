import type { PolicyPreview } from '@meshprof/contracts';

/** The picture's own units; it is stretched to the width it gets. */
export const CHART_WIDTH = 600;
export const CHART_HEIGHT = 120;
/** So that a line along the top is not cut. */
const MARGIN = 4;
const SHORTEST_MS = 300_000;

export interface ChartMark {
  x: number;
  y: number;
  isTask: boolean;
  /** Of the preview's list. */
  index: number;
}

export interface PreviewChart {
  /** SVG path of the values; empty where none is known. */
  path: string;
  thresholdY: number;
  /** Whether values beyond the threshold are above it. */
  firesAbove: boolean;
  marks: ChartMark[];
  fromMs: number;
  toMs: number;
  lowest: number;
  highest: number;
}

interface ChartOptions {
  threshold: number;
  op: '>' | '<';
  overMs: number;
}

/** Where things are in the picture of what a trigger would have seen; undefined if there is nothing to draw. */
export function previewChart(
  { course, firings, from, to }: Pick<PolicyPreview, 'course' | 'firings' | 'from' | 'to'>,
  { threshold, op, overMs }: ChartOptions
): PreviewChart | undefined {
  const values = course?.values ?? [];
  const known = values.filter((value): value is number => value !== null);
  if (course === undefined || known.length === 0) {
    return undefined;
  }
  const toMs = Date.parse(to);
  // An agent that began a minute ago remembers no hour; the picture is of what is known.
  const spanMs = Math.min(overMs, Math.max(toMs - Date.parse(from), SHORTEST_MS));
  const fromMs = toMs - spanMs;
  // Zero belongs into the picture: half of a core must not look like all of it.
  const all = [...known, threshold, 0];
  const [lowest, highest] = [Math.min(...all), Math.max(...all)];
  const span = highest - lowest || 1;
  const y = (value: number) => rounded(CHART_HEIGHT - MARGIN - ((value - lowest) / span) * (CHART_HEIGHT - 2 * MARGIN));
  const x = (ms: number) => rounded((Math.max(0, ms - fromMs) / spanMs) * CHART_WIDTH);
  const partAt = (ms: number) => Math.floor(values.length - (toMs - ms) / course.partMs);
  const partMiddle = (part: number) => toMs - (values.length - part - 0.5) * course.partMs;
  return {
    path: pathOf(
      values.map((value, part) =>
        value === null || partMiddle(part) < fromMs ? undefined : [x(partMiddle(part)), y(value)]
      )
    ),
    thresholdY: y(threshold),
    firesAbove: op === '>',
    marks: firings
      .map(({ at, outcome }, index) => ({
        x: x(Date.parse(at)),
        // `measured` is the extreme of a whole stretch; what the picture shows is how it was then.
        y: y(values[partAt(Date.parse(at))] ?? threshold),
        isTask: outcome === 'started',
        index,
      }))
      // Later ones lie above: what was held back must not hide the task before it.
      .sort((a, b) => Number(a.isTask) - Number(b.isTask)),
    fromMs,
    toMs,
    lowest,
    highest,
  };
}

/** Values that follow each other are joined; those of a query that is asked seldom are joined over the parts between. */
const MAX_GAP_PARTS = 12;

function pathOf(points: Array<[x: number, y: number] | undefined>): string {
  let path = '';
  let lastPart = -Infinity;
  points.forEach((point, part) => {
    if (point === undefined) {
      return;
    }
    path += `${part - lastPart <= MAX_GAP_PARTS ? 'L' : 'M'}${point[0]} ${point[1]}`;
    lastPart = part;
  });
  return path;
}

const rounded = (value: number) => Math.round(value * 10) / 10;
