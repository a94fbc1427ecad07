import { ApiException } from '@kubernetes/client-node';
import type { ClusterAnswer } from './cluster-answer.ts';

/** The API server answers within a second; a connection that hangs must not hold up a guard. */
const ANSWER_LIMIT_MS = 10_000;

/** What the client library's promise comes to; never rejects. */
export async function answerOf<T>(request: Promise<T>): Promise<ClusterAnswer<T>> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_LIMIT_MS} ms`)), ANSWER_LIMIT_MS);
  });
  try {
    return { ok: true, value: await Promise.race([request, limit]) };
  } catch (error) {
    return refusalOf(error);
  } finally {
    clearTimeout(timer);
  }
}

/** The `message` of a Status object says who may not do what, or which field is wrong. */
function refusalOf(error: unknown): ClusterAnswer<never> {
  if (!(error instanceof ApiException)) {
    return { ok: false, status: 0, sentence: `The API server cannot be asked: ${causeOf(error)}.` };
  }
  return { ok: false, status: error.code, sentence: `HTTP ${error.code}: ${messageOf(error.body)}` };
}

function causeOf(error: unknown): string {
  const said = error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : String(error);
  // The client says so with the whole token.
  return said.includes('invalid header value') ? 'its token is not one line of ASCII' : said;
}

const MAX_MESSAGE_LENGTH = 1_000;

function messageOf(body: unknown): string {
  try {
    const status = typeof body === 'string' ? (JSON.parse(body) as unknown) : body;
    const message = (status as { message?: unknown } | null)?.message;
    if (typeof message === 'string') return message.slice(0, MAX_MESSAGE_LENGTH);
  } catch {
    // The page of a proxy in between.
  }
  return 'no reason given';
}
