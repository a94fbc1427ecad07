import type { DataFrame } from '@grafana/data';
import { visitStacks } from './profile-stacks';

/** Folded stacks as flame graph scripts read them: `root;…;leaf value` a line, in the frame's unit. */
export function encodeFolded(frame: DataFrame): string {
  const lines: string[] = [];
  visitStacks(frame, (names, self) => {
    // `;` separates frames (Rust names have it in array types), a line break would end the stack.
    const stack = names.map((name) => name.replaceAll(';', ':').replace(/[\r\n]+/g, ' ')).join(';');
    lines.push(`${stack} ${self}\n`);
  });
  return lines.join('');
}
