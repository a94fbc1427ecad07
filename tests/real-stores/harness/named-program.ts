import { accessSync, constants } from 'node:fs';

/** Programs that the set-up does not bring (docs/decisions/0051-real-stores.md): whoever has one names it. */
const VARIABLES = { pyroscope: 'MESHPROF_TEST_PYROSCOPE', loki: 'MESHPROF_TEST_LOKI' } as const;

export type RealStore = keyof typeof VARIABLES;

/** Why the tests of this store cannot run; false where they can. */
export function reasonToSkip(store: RealStore): string | false {
  if (process.getuid?.() !== 0) return 'profiling needs root';
  const variable = VARIABLES[store];
  return process.env[variable] ? false : `no ${store} at hand: name its program in ${variable}`;
}

/** @throws Error if what the variable names is no program: a mistake, not a reason to skip. */
export function programOf(store: RealStore): string {
  const variable = VARIABLES[store];
  const program = process.env[variable] ?? '';
  try {
    accessSync(program, constants.X_OK);
  } catch {
    throw new Error(`${variable} names '${program}', which cannot be executed`);
  }
  return program;
}
