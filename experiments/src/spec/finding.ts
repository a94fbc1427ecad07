import type { ExperimentFinding } from '@meshprof/contracts';

interface Told {
  readonly sentence: string;
  readonly remedy: string;
}

/** Refuses the experiment. */
export function refusal(code: string, { sentence, remedy }: Told): ExperimentFinding {
  return { severity: 'error', code, sentence, remedy };
}

/** Lets it run, with a result that somebody could misread. */
export function caution(code: string, { sentence, remedy }: Told): ExperimentFinding {
  return { severity: 'warning', code, sentence, remedy };
}

export function note(code: string, { sentence, remedy }: Told): ExperimentFinding {
  return { severity: 'info', code, sentence, remedy };
}
