import type { ExperimentFinding } from '@meshprof/contracts';

type Make = (code: string, sentence: string, remedy: string) => ExperimentFinding;

/** Refuses the experiment. */
export const error: Make = (code, sentence, remedy) => ({ severity: 'error', code, sentence, remedy });
export const warning: Make = (code, sentence, remedy) => ({ severity: 'warning', code, sentence, remedy });
export const info: Make = (code, sentence, remedy) => ({ severity: 'info', code, sentence, remedy });
