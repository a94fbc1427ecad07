import { type DataFrame, type DataFrameJSON, dataFrameFromJSON, dataFrameToJSON } from '@grafana/data';
import { frameRows } from '@shared/domain/profile-view/frame-rows';
import { FILE_LIMITS, ProfileFileError } from './profile-file-error';

/** Changes if a reader of the old form could misread the new one. */
const FORMAT = 'meshprof-profile/1';

export interface ProfileJson {
  format: typeof FORMAT;
  subject: string;
  /** As the store names it. */
  profileTypeId: string;
  title: string;
  /** A Grafana unit id: `ns`, `short`. */
  unit: string;
  labelSelector: string;
  fromUnixMs: number;
  toUnixMs: number;
  /** The nested set of a flame graph: level, value, self, label. */
  frame: DataFrameJSON;
}

export const encodeProfileJson = (frame: DataFrame, meta: Omit<ProfileJson, 'format' | 'frame'>): string =>
  JSON.stringify({ format: FORMAT, ...meta, frame: dataFrameToJSON(frame) } satisfies ProfileJson);

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, FILE_LIMITS.nameLength) : '');
const time = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);

/** Throws ProfileFileError for anything but what `encodeProfileJson` writes. */
export function decodeProfileJson(json: string): Omit<ProfileJson, 'format' | 'frame'> & { frame: DataFrame } {
  let file: Partial<ProfileJson>;
  try {
    file = JSON.parse(json);
  } catch {
    throw new ProfileFileError('not-json');
  }
  if (typeof file !== 'object' || file === null || file.format !== FORMAT) {
    throw new ProfileFileError('other-json');
  }
  return {
    subject: text(file.subject),
    profileTypeId: text(file.profileTypeId),
    title: text(file.title),
    unit: text(file.unit),
    labelSelector: text(file.labelSelector),
    fromUnixMs: time(file.fromUnixMs),
    toUnixMs: time(file.toUnixMs),
    frame: checkedFrame(file.frame),
  };
}

/** A nested set that a flame graph can be drawn from without surprises. */
function checkedFrame(json: DataFrameJSON | undefined): DataFrame {
  let frame: DataFrame;
  try {
    frame = dataFrameFromJSON(json ?? {});
  } catch {
    throw new ProfileFileError('broken-frame');
  }
  const rows = frameRows(frame);
  if (!rows || frame.length === 0) {
    throw new ProfileFileError('broken-frame');
  }
  if (frame.length > FILE_LIMITS.nodes) {
    throw new ProfileFileError('too-many-nodes');
  }
  let previous = -1;
  for (let row = 0; row < frame.length; row++) {
    const [level, value, self] = [Number(rows.level[row]), rows.value[row], rows.self[row]];
    const isPlace = Number.isInteger(level) && (row === 0 ? level === 0 : level >= 1 && level <= previous + 1);
    if (!isPlace || !isAmount(value) || !isAmount(self) || rows.labelOf(row).length > FILE_LIMITS.nameLength) {
      throw new ProfileFileError('broken-frame');
    }
    if (level > FILE_LIMITS.depth) {
      throw new ProfileFileError('too-deep');
    }
    previous = level;
  }
  return frame;
}

const isAmount = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0;
