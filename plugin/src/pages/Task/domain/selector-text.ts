import type { Task } from '@meshprof/contracts';

/** The selector as people write it: `node=worker-3, process_pid=4711, workload!~cart.*`. */
export const selectorText = ({ selector }: Pick<Task, 'selector'>): string =>
  Object.entries(selector)
    .map(([label, matcher]) =>
      typeof matcher === 'object' ? `${label}${matcher.op}${matcher.value}` : `${label}=${matcher}`
    )
    .join(', ');
