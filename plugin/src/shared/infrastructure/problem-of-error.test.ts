import { isRetryable, problemOfError } from './problem-of-error';

const fetchError = (status: number, data: unknown) => ({ status, statusText: 'X', data, config: { url: '' } });

describe('problemOfError', () => {
  it('shows the controller’s own words', () => {
    const problem = {
      type: 'urn:meshprof:problem:no-matching-target',
      code: 'no-matching-target',
      title: 'No known process matches the selector',
      detail: 'Pid 1 is gone.',
      status: 422,
      errors: [{ path: '/selector', message: 'matches nothing' }],
    };
    expect(problemOfError(fetchError(422, problem))).toEqual({
      title: problem.title,
      detail: problem.detail,
      status: 422,
      code: problem.code,
      fieldErrors: problem.errors,
    });
  });

  it('explains what Grafana’s proxy answers without a problem document', () => {
    expect(problemOfError(fetchError(403, { message: 'plugin proxy route access denied' })).detail).toContain('role');
    expect(problemOfError(fetchError(502, '')).detail).toContain('controller');
    expect(problemOfError(fetchError(0, {})).title).toBe('No answer');
    expect(problemOfError(fetchError(418, { message: 'teapot' }))).toMatchObject({
      title: 'The request failed (418 X)',
      detail: 'teapot',
    });
  });

  it('finds the reason of a refused data source query', () => {
    const data = { results: { A: { status: 400, error: 'bad selector' } } };
    expect(problemOfError(fetchError(400, data)).detail).toBe('bad selector');
  });

  it('keeps the message of an error in the app itself', () => {
    expect(problemOfError(new Error('boom')).detail).toBe('boom');
  });

  it('retries only what asking again may help', () => {
    const retryable = (status: number) => isRetryable(problemOfError(fetchError(status, {})));
    expect([0, 429, 500, 502].map(retryable)).toEqual([true, true, true, true]);
    expect([400, 401, 403, 404, 409, 422].map(retryable)).toEqual(Array(6).fill(false));
  });
});
