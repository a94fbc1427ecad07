import type { DataFrame } from '@grafana/data';
import { frameRows } from '@shared/domain/profile-view/frame-rows';

/** Calls `visit` with each stack that ended somewhere, root first. The array is one and the same: copy what is kept. */
export function visitStacks(frame: DataFrame, visit: (names: readonly string[], self: number) => void): void {
  const rows = frameRows(frame);
  if (!rows) {
    return;
  }
  const names: string[] = [];
  for (let row = 0; row < rows.length; row++) {
    const level = Number(rows.level[row]);
    // The first row is the sum of all stacks and no function.
    names.length = Math.max(0, level - 1);
    if (level > 0) {
      names.push(rows.labelOf(row));
    }
    const self = Number(rows.self[row]);
    if (self > 0 && level > 0) {
      visit(names, self);
    }
  }
}
