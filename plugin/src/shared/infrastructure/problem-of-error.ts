import { isFetchError } from '@grafana/runtime';
import type { Problem } from '@meshprof/contracts';
import { problemTitle } from '../domain/contract-texts/problem-title';
import { t } from '../domain/t';

/** What a page shows when a call fails: what happened, why, and what to do next. */
export interface ShownProblem {
  title: string;
  detail: string;
  /** HTTP status, 0 if there was no answer. */
  status: number;
  code?: string;
  fieldErrors: Array<{ path: string; message: string }>;
}

interface ProxyAnswer {
  title: string;
  detail: string;
}

const unreachable = (): ProxyAnswer => ({
  title: t('problem.unreachable.title', 'The controller does not answer'),
  detail: t(
    'problem.unreachable.detail',
    'Grafana could not reach the Meshprof controller. Check that it runs, and its URL on the configuration page.'
  ),
});

/** Answers of Grafana's own proxy, which are no problem documents, by status. */
const PROXY_ANSWERS: Record<number, () => ProxyAnswer> = {
  0: () => ({
    title: t('problem.no-answer.title', 'No answer'),
    detail: t(
      'problem.no-answer.detail',
      'The request did not reach the server. Check the network connection and try again.'
    ),
  }),
  403: () => ({
    title: t('problem.forbidden.title', 'You may not do this'),
    detail: t(
      'problem.forbidden.detail',
      'Your Grafana role lacks the permission. Ask an administrator for the Meshprof operator role.'
    ),
  }),
  404: () => ({
    title: t('problem.not-set-up.title', 'The app is not set up'),
    detail: t(
      'problem.not-set-up.detail',
      'Grafana has no route to the Meshprof controller. Enable the app and set the controller URL.'
    ),
  }),
  502: unreachable,
  503: () => ({
    title: t('problem.not-ready.title', 'The controller is not ready'),
    detail: t('problem.not-ready.detail', 'It is starting or shutting down. Try again in a moment.'),
  }),
  504: unreachable,
};

function isProblem(data: unknown): data is Problem {
  return typeof data === 'object' && data !== null && 'title' in data && 'code' in data;
}

function messageIn(data: unknown): string | undefined {
  if (typeof data === 'object' && data !== null && 'message' in data && typeof data.message === 'string') {
    return data.message;
  }
  return undefined;
}

/** `/api/ds/query` reports a failed query inside its results. */
function dataSourceErrorIn(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('results' in data)) {
    return undefined;
  }
  const results = Object.values(data.results as Record<string, { error?: string }>);
  return results.find((result) => result.error)?.error;
}

export function problemOfError(error: unknown): ShownProblem {
  if (!isFetchError(error)) {
    const detail = error instanceof Error ? error.message : String(error);
    const title = t('problem.in-app', 'Something went wrong in the app');
    return { title, detail, status: 0, fieldErrors: [] };
  }
  const { data, status } = error;
  if (isProblem(data)) {
    return {
      title: problemTitle(data),
      detail: data.detail ?? '',
      status,
      code: data.code,
      fieldErrors: data.errors ?? [],
    };
  }
  const dataSourceError = dataSourceErrorIn(data);
  if (dataSourceError) {
    const title = t('problem.data-source', 'The data source refused the query');
    return { title, detail: dataSourceError, status, fieldErrors: [] };
  }
  const known = PROXY_ANSWERS[status]?.();
  const code = `${status} ${error.statusText ?? ''}`.trim();
  return {
    title: known?.title ?? t('problem.other.title', 'The request failed ({{code}})', { code }),
    detail: known?.detail ?? messageIn(data) ?? t('problem.other.detail', 'The server gave no reason.'),
    status,
    fieldErrors: [],
  };
}

/** Null where the answer is `not-found`: what is asked for need not exist. */
export async function nullIfNotFound<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (problemOfError(error).status === 404) {
      return null;
    }
    throw error;
  }
}

/** Whether asking again may help: not if the request itself was refused. */
export const isRetryable = (problem: ShownProblem) =>
  problem.status === 0 || problem.status === 429 || problem.status >= 500;
