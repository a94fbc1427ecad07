export type SideName = 'left' | 'right';

/** Where a side has its time in the URL. */
export const rangeKeysOf = (name: SideName) => ({ fromKey: `${name}From`, toKey: `${name}To` });
