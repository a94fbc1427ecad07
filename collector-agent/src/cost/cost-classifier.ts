import { COST_CATEGORIES, type CostCategoryId } from '@meshprof/contracts';
import { rowAt } from '../profile/row-at.ts';
import { ANY_KERNEL, type ClassifiableFrame, classifyFrame, type FrameClass, isNameless } from './classify-frame.ts';
import { COMPILED_CATEGORIES } from './frame-patterns.ts';

/** How markers of waits that were counted without a stack begin (native/core/session); one may say why. */
const UNSAMPLED_MARKER = /^\[unsampled[\]:]/;

/**
 * Gives each stack its cost category (contracts/src/cost-categories). Frames are looked at once for each name and file,
 * so that a frame which gets its name later in a session is looked at again.
 */
export class CostClassifier {
  readonly #known = new Map<string, FrameClass>();

  /** One category for each stack; stacks hold indices of `frames`, leaf first. */
  categoriesOf(frames: readonly ClassifiableFrame[], stacks: readonly ArrayLike<number>[]): CostCategoryId[] {
    const classes = frames.map((frame) => this.#classOf(frame));
    return stacks.map((stack) => {
      const category = featureOf(stack, classes) ?? filterOf(stack, classes) ?? carrierOf(stack, classes);
      const id = category === undefined ? undefined : COST_CATEGORIES[category]?.id;
      return id ?? remainderOf(stack, frames);
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

// A window has thousands of stacks of dozens of frames: what follows walks them in place, without arrays of its own.

/** The outermost feature owns the sample; the first of its group's parts at or below that frame names it. */
function featureOf(stack: ArrayLike<number>, classes: readonly FrameClass[]): number | undefined {
  let owner = stack.length - 1;
  while (owner >= 0 && classOf(classes, stack, owner).feature < 0) owner -= 1;
  if (owner < 0) return undefined;
  const { feature } = classOf(classes, stack, owner);
  const group = COMPILED_CATEGORIES[feature]?.group;
  let first = feature;
  for (let depth = 0; depth <= owner; depth += 1) {
    for (const part of classOf(classes, stack, depth).featureParts) {
      if (part < first && COMPILED_CATEGORIES[part]?.group === group) first = part;
    }
  }
  return first;
}

function filterOf(stack: ArrayLike<number>, classes: readonly FrameClass[]): number | undefined {
  for (let depth = 0; depth < stack.length; depth += 1) {
    const { filter } = classOf(classes, stack, depth);
    if (filter >= 0) return filter;
  }
  return undefined;
}

/** The innermost carrier; among the kernel frames at the leaf one with a category of its own, else "the rest". */
function carrierOf(stack: ArrayLike<number>, classes: readonly FrameClass[]): number | undefined {
  let anyKernel = false;
  for (let depth = 0; depth < stack.length; depth += 1) {
    const { isKernel, carrier } = classOf(classes, stack, depth);
    if (!isKernel && anyKernel) return ANY_KERNEL;
    if (carrier === ANY_KERNEL) anyKernel = true;
    else if (carrier >= 0) return carrier;
  }
  return anyKernel ? ANY_KERNEL : undefined;
}

function remainderOf(stack: ArrayLike<number>, frames: readonly ClassifiableFrame[]): CostCategoryId {
  const rows = Array.from(stack, (frame) => rowAt(frames, frame, 'frame'));
  if (rows.some(({ kind, name }) => kind === 'marker' && UNSAMPLED_MARKER.test(name))) return 'unsampled';
  const leaf = rows.find(({ kind }) => kind === 'native');
  return leaf === undefined || isNameless(leaf) ? 'unresolved' : 'other';
}

const classOf = (classes: readonly FrameClass[], stack: ArrayLike<number>, depth: number): FrameClass =>
  rowAt(classes, stack[depth] ?? -1, 'frame');
