import { PartBudget } from './part-budget';
import { FILE_LIMITS, ProfileFileError } from './profile-file-error';
import { checkedProfile, type SavedProfile, type SavedSample, savedTypeOf } from './saved-profile';

/** `root;…;leaf value`, as flame graph scripts and `meshprof record --output x.txt` write it. */
const LINE = /^(.*\S)\s+(\d{1,20}(?:\.\d{1,20})?)$/;
const NO_LABELS = {};

export function readFolded(text: string, fileName: string): SavedProfile {
  const names: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    const shown = name.slice(0, FILE_LIMITS.nameLength);
    let number = numbers.get(shown);
    if (number === undefined) {
      number = names.push(shown) - 1;
      numbers.set(shown, number);
    }
    return number;
  };
  const samples: SavedSample[] = [];
  const budget = new PartBudget();
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) {
      continue;
    }
    const [, stack, value] = LINE.exec(trimmed) ?? [];
    if (stack === undefined) {
      throw new ProfileFileError('broken-folded', String(index + 1));
    }
    if (samples.length === FILE_LIMITS.samples) {
      throw new ProfileFileError('too-many-samples');
    }
    const frames = stack.split(';');
    budget.take(frames.length);
    samples.push({ stack: frames.map(numberOf), labels: NO_LABELS, values: [Number(value)] });
  }
  const type = {
    id: 'folded',
    title: '',
    grafanaUnit: 'short',
    sampleType: { type: 'samples', unit: 'count' },
    column: 0,
    scale: 1,
  };
  return checkedProfile({
    fileName,
    subject: fileName,
    fromUnixMs: 0,
    toUnixMs: 0,
    profiles: [savedTypeOf(type, names, samples)],
  });
}
