import { oneLine, problemOf } from '../../agent/problem-text.ts';

/** Room for a detail and some wrong fields. */
const MAX_SENTENCE_LENGTH = 4_000;

/** What a refusal says, on one line: title, detail, and each wrong field; the status where there is no such document. */
export function problemSentence(status: number, text: string): string {
  const { detail, code, fields } = problemOf(text);
  if (detail === undefined) return `the controller answered HTTP ${status}`;
  const sentence = oneLine([detail, ...fields].join(': '), MAX_SENTENCE_LENGTH);
  return code === 'unauthenticated' ? `${sentence}. Set MESHPROF_TOKEN to the controller's token` : sentence;
}
