import type { ClassifiableFrame } from './classify-frame.ts';
import { CostClassifier } from './cost-classifier.ts';

/**
 * For tests: a frame as it stands in a folded stack, where only the name is left: `_[k]` marks the kernel, brackets a
 * marker, `module+0x…` an unproven name, with ` in FILE` behind it if a source file is proven.
 */
export function foldedFrame(text: string): ClassifiableFrame {
  if (text.endsWith('_[k]')) return { name: text, file: '', kind: 'kernel', source: 'kallsyms' };
  if (text.startsWith('[')) return { name: text, file: '', kind: 'marker', source: 'marker' };
  const [, file] = /^[^ ]*\+0x[0-9a-f]+(?: in (.*))?$/.exec(text) ?? ['', null];
  if (file === null) return { name: text, file: '', kind: 'native', source: 'symtab' };
  return { name: text, file: file ?? '', kind: 'native', source: file === undefined ? 'none' : 'source-file' };
}

const classifier = new CostClassifier();

/** The category of a stack written root first, as in a folded file. */
export function categoryOfFolded(stack: readonly string[]): string {
  const frames = stack.map(foldedFrame).reverse();
  const [category = ''] = classifier.categoriesOf(frames, [[...frames.keys()]]);
  return category;
}
