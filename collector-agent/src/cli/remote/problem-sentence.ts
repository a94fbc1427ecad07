import { ProblemSchema } from '@meshprof/contracts';
import { Value } from 'typebox/value';

/** What a refusal says, on one line: title, detail, and each wrong field; the status where there is no such document. */
export function problemSentence(status: number, text: string): string {
  const problem = parse(text);
  if (problem === undefined) return `the controller answered HTTP ${status}`;
  const { title, detail, errors = [], code } = problem;
  const fields = errors.filter(({ message }) => message !== detail).map(({ path, message }) => `${path} ${message}`);
  const sentence = [title, detail, ...fields].filter((part) => part !== undefined && part !== '').join(': ');
  return code === 'unauthenticated' ? `${sentence}. Set MESHPROF_TOKEN to the controller's token` : sentence;
}

function parse(text: string) {
  try {
    const value: unknown = JSON.parse(text);
    return Value.Check(ProblemSchema, value) ? value : undefined;
  } catch {
    return undefined;
  }
}
