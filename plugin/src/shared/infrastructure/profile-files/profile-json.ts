import { type DataFrame, type DataFrameJSON, dataFrameFromJSON, dataFrameToJSON, FieldType } from '@grafana/data';
import { type FrameRows, frameRows } from '@shared/domain/profile-view/frame-rows';
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

/** A nested set that a flame graph can be drawn from without surprises: these four columns, and nothing else of the file. */
function checkedFrame(json: DataFrameJSON | undefined): DataFrame {
  const { frame, rows } = readFrame(json ?? {});
  if (frame.length > FILE_LIMITS.nodes) {
    throw new ProfileFileError('too-many-nodes');
  }
  const labels: string[] = [];
  let previous = -1;
  for (let row = 0; row < frame.length; row++) {
    const [level, value, self] = [rows.level[row], rows.value[row], rows.self[row]];
    const isPlace = isWhole(level) && (row === 0 ? level === 0 : level >= 1 && level <= previous + 1);
    const label: unknown = rows.labelOf(row);
    const isLabel = typeof label === 'string' && label.length <= FILE_LIMITS.nameLength;
    if (!isPlace || !isAmount(value) || !isAmount(self) || !isLabel) {
      throw new ProfileFileError('broken-frame');
    }
    if (level > FILE_LIMITS.depth) {
      throw new ProfileFileError('too-deep');
    }
    labels.push(label);
    previous = level;
  }
  return flameFrame(frame, labels);
}

function readFrame(json: DataFrameJSON): { frame: DataFrame; rows: FrameRows } {
  try {
    const frame = dataFrameFromJSON(json);
    const rows = frameRows(frame);
    if (rows && frame.length > 0) {
      return { frame, rows };
    }
  } catch {
    // What JSON has in other places than a frame does.
  }
  throw new ProfileFileError('broken-frame');
}

function flameFrame({ fields, length }: DataFrame, labels: string[]): DataFrame {
  const column = (name: 'level' | 'value' | 'self') => {
    const { values, config } = fields.find((field) => field.name === name)!;
    const unit = text(config.unit);
    return { name, type: FieldType.number, config: unit === '' ? {} : { unit }, values };
  };
  const numbers = new Map<string, number>();
  const numberOf = (label: string) => {
    const number = numbers.get(label) ?? numbers.size;
    numbers.set(label, number);
    return number;
  };
  const values = labels.map(numberOf);
  const config = { type: { enum: { text: [...numbers.keys()] } } };
  const label = { name: 'label', type: FieldType.enum, config, values };
  return { fields: [column('level'), column('value'), column('self'), label], length };
}

const isWhole = (value: unknown): value is number => Number.isInteger(value);
const isAmount = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0;
