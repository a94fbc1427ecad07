import { type Problem, PROBLEMS } from '@meshprof/contracts';
import { contractText } from './contract-text';

/** A newer controller's code is shown with its own title. */
export function problemTitle({ code, title }: Pick<Problem, 'code' | 'title'>): string {
  return Object.hasOwn(PROBLEMS, code) && PROBLEMS[code as keyof typeof PROBLEMS].title === title
    ? contractText('problem', code, 'title', title)
    : title;
}
