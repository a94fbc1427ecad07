import type { Frame } from '../profile/process-profile.ts';
import { COMPILED_CATEGORIES, type CompiledCategory } from './frame-patterns.ts';
import { qualifiedName } from './qualified-name.ts';

/** What one frame says about the cost category of a stack. Numbers are indices of COST_CATEGORIES, −1 for none. */
export interface FrameClass {
  readonly isKernel: boolean;
  /** The first feature whose patterns match. */
  readonly feature: number;
  /** All features that match, with those whose patterns count only below another frame of their group. */
  readonly featureParts: readonly number[];
  readonly filter: number;
  readonly carrier: number;
}

export type ClassifiableFrame = Pick<Frame, 'name' | 'file' | 'kind' | 'source'>;

const NONE = -1;
const NAMELESS: ReadonlySet<ClassifiableFrame['source']> = new Set(['none', 'source-file', 'source-unit']);
const NO_PARTS: readonly number[] = [];
const NO_CLASS: FrameClass = { isKernel: false, feature: NONE, featureParts: NO_PARTS, filter: NONE, carrier: NONE };
const KERNEL_SUFFIX = '_[k]';

/** Index of the category that has every kernel function that no other one claims. */
export const ANY_KERNEL = COMPILED_CATEGORIES.findIndex(({ isAnyKernel }) => isAnyKernel);

/** True if the name only says where the code lies, and perhaps of which file it is. */
export function isNameless({ source }: Pick<ClassifiableFrame, 'source'>): boolean {
  return NAMELESS.has(source);
}

export function classifyFrame(frame: ClassifiableFrame): FrameClass {
  switch (frame.kind) {
    case 'marker':
      return NO_CLASS;
    case 'kernel':
      return kernelClass(frame.name.endsWith(KERNEL_SUFFIX) ? frame.name.slice(0, -KERNEL_SUFFIX.length) : frame.name);
    case 'native':
      return nativeClass(frame);
  }
}

function kernelClass(name: string): FrameClass {
  const found = COMPILED_CATEGORIES.find(({ kernel }) => kernel.matches(name));
  return { ...NO_CLASS, isKernel: true, carrier: found?.index ?? ANY_KERNEL };
}

function nativeClass(frame: ClassifiableFrame): FrameClass {
  const name = isNameless(frame) ? '' : qualifiedName(frame.name);
  const byName =
    name === '' ? NO_CLASS : classOf((category, part) => (part ? category.withinNames : category.names).matches(name));
  if (byName !== NO_CLASS || frame.file === '') return byName;
  return classOf((category, part) => (part ? category.withinFiles : category.files).matches(frame.file));
}

/** `matches` is asked with `part` true for patterns that count only within the category's group. */
function classOf(matches: (category: CompiledCategory, part: boolean) => boolean): FrameClass {
  const first = { feature: NONE, filter: NONE, carrier: NONE, remainder: NONE };
  let parts: number[] | undefined;
  for (const category of COMPILED_CATEGORIES) {
    const { index, ownership } = category;
    const claims = matches(category, false);
    if (claims && first[ownership] === NONE) first[ownership] = index;
    if (ownership === 'feature' && (claims || matches(category, true))) (parts ??= []).push(index);
  }
  const { feature, filter, carrier } = first;
  if (feature === NONE && filter === NONE && carrier === NONE && parts === undefined) return NO_CLASS;
  return { isKernel: false, feature, featureParts: parts ?? NO_PARTS, filter, carrier };
}
