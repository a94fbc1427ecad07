import { COST_CATEGORIES, type CostCategoryId } from '@meshprof/contracts';
import type { Frame } from '../profile/process-profile.ts';
import { ANY_KERNEL, type ClassifiableFrame, classifyFrame, type FrameClass, isNameless } from './classify-frame.ts';
import { COMPILED_CATEGORIES } from './frame-patterns.ts';

/** Marker of waits that were counted without a stack (native/core/session). */
const UNSAMPLED_MARKER = '[unsampled]';

/**
 * Gives each stack its cost category (contracts/src/cost-categories). Frames are looked at once for each name and file,
 * so that a frame which gets its name later in a session is looked at again.
 */
export class CostClassifier {
  readonly #known = new Map<string, FrameClass>();

  /** One category for each stack; stacks hold indices of `frames`, leaf first. */
  categoriesOf(frames: readonly ClassifiableFrame[], stacks: readonly Iterable<number>[]): CostCategoryId[] {
    const classOfFrame = frames.map((frame) => this.#classOf(frame));
    return stacks.map((stack) => {
      const indices = [...stack];
      const classes = indices.map((index) => classOfFrame[index]).filter((row) => row !== undefined);
      const category = featureOf(classes) ?? filterOf(classes) ?? carrierOf(classes);
      const id = category === undefined ? undefined : COST_CATEGORIES[category]?.id;
      return id ?? remainderOf(indices.map((index) => frames[index]).filter((row) => row !== undefined));
    });
  }

  #classOf(frame: ClassifiableFrame): FrameClass {
    const key = `${frame.kind[0]}${frame.source}\n${frame.file}\n${frame.name}`;
    let known = this.#known.get(key);
    if (known === undefined) {
      known = classifyFrame(frame);
      this.#known.set(key, known);
    }
    return known;
  }
}

/** The outermost feature owns the sample; the first of its group's parts at or below that frame names it. */
function featureOf(classes: readonly FrameClass[]): number | undefined {
  const owner = classes.findLastIndex(({ feature }) => feature >= 0);
  if (owner === -1) return undefined;
  const feature = classes[owner]?.feature ?? 0;
  const group = COMPILED_CATEGORIES[feature]?.group;
  let first = feature;
  for (const { featureParts } of classes.slice(0, owner + 1)) {
    for (const part of featureParts) if (part < first && COMPILED_CATEGORIES[part]?.group === group) first = part;
  }
  return first;
}

function filterOf(classes: readonly FrameClass[]): number | undefined {
  return classes.find(({ filter }) => filter >= 0)?.filter;
}

/** The innermost carrier; among the kernel frames at the leaf one with a category of its own, else "the rest". */
function carrierOf(classes: readonly FrameClass[]): number | undefined {
  let anyKernel = false;
  for (const { isKernel, carrier } of classes) {
    if (!isKernel && anyKernel) return ANY_KERNEL;
    if (carrier === ANY_KERNEL) anyKernel = true;
    else if (carrier >= 0) return carrier;
  }
  return anyKernel ? ANY_KERNEL : undefined;
}

function remainderOf(rows: readonly Pick<Frame, 'name' | 'kind' | 'source'>[]): CostCategoryId {
  if (rows.some(({ kind, name }) => kind === 'marker' && name === UNSAMPLED_MARKER)) return 'unsampled';
  const leaf = rows.find(({ kind }) => kind === 'native');
  return leaf === undefined || isNameless(leaf) ? 'unresolved' : 'other';
}
