import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Problem, PROBLEMS, ProblemSchema, type Task } from '@meshprof/contracts';
import Fastify, { type LightMyRequestResponse } from 'fastify';
import { Value } from 'typebox/value';
import { createController } from '../controller.ts';
import { useProblems } from './problems.ts';
import { SERVER_OPTIONS } from './server-options.ts';
import { type Call, createTask, openController, targetOf } from '../testing/controller-under-test.ts';

function assertProblem(answer: LightMyRequestResponse, code: keyof typeof PROBLEMS): Problem {
  assert.equal(answer.statusCode, PROBLEMS[code].status, answer.body);
  assert.equal(answer.headers['content-type'], 'application/problem+json');
  const problem = answer.json<Problem>();
  assert.ok(Value.Check(ProblemSchema, problem));
  assert.equal(problem.code, code);
  assert.equal(problem.type, `urn:meshprof:problem:${code}`);
  assert.equal(problem.status, answer.statusCode);
  assert.ok((problem.detail ?? '').length > 10);
  return problem;
}

describe('problem documents', () => {
  const json = { 'content-type': 'application/json' };
  const cases: [code: keyof typeof PROBLEMS, request: Call][] = [
    ['not-found', { url: '/v1' }],
    ['not-found', { url: '/v1/nothing' }],
    ['not-found', { url: '/v1/tasks/a/b/c' }],
    ['not-found', { method: 'PUT', url: '/v1/nothing', payload: 'x', headers: { 'content-type': 'text/plain' } }],
    ['not-found', { url: `/v1/tasks/${'9'.repeat(100)}` }],
    ['invalid-request', { url: `/v1/tasks/${'9'.repeat(101)}` }],
    ['not-found', { url: '/agent/v2/register' }],
    ['method-not-allowed', { method: 'PUT', url: '/v1/tasks/x' }],
    ['method-not-allowed', { method: 'PUT', url: '/v1/tasks', payload: {} }],
    ['method-not-allowed', { method: 'GET', url: '/v1/tasks/x/cancel' }],
    ['method-not-allowed', { method: 'POST', url: '/healthz', payload: {} }],
    ['unsupported-media-type', { method: 'POST', url: '/v1/tasks', payload: 'a=b', headers: form() }],
    ['unsupported-media-type', { method: 'POST', url: '/v1/tasks', payload: '{}', headers: text() }],
    ['invalid-request', { method: 'POST', url: '/v1/tasks', payload: '{', headers: json }],
    ['invalid-request', { method: 'POST', url: '/v1/tasks', payload: '', headers: json }],
    ['invalid-request', { method: 'POST', url: '/v1/tasks' }],
    ['invalid-request', { method: 'POST', url: '/v1/tasks', payload: 'null', headers: json }],
    ['invalid-request', { method: 'POST', url: '/v1/tasks', payload: '[]', headers: json }],
    ['body-too-large', { method: 'POST', url: '/v1/tasks', payload: { title: 'x'.repeat(70_000) } }],
  ];
  for (const [code, request] of cases) {
    it(`${request.method ?? 'GET'} ${(request.url as string).slice(0, 40)} is ${code}`, async () => {
      await using under = await openController();
      assertProblem(await under.asAdmin(request), code);
    });
  }

  it('name the methods that a resource takes', async () => {
    await using under = await openController();
    const answer = await under.asAdmin({ method: 'DELETE', url: '/v1/tasks/x/cancel' });
    assert.equal(answer.headers.allow, 'POST');
  });

  it('limit requests, and say when to come back', async () => {
    await using under = await openController({ requestsPerMinute: 3 });
    const ask = () => under.asAdmin({ url: '/v1/agents' });
    const answers = [await ask(), await ask(), await ask(), await ask()];
    assert.deepEqual(
      answers.map((answer) => answer.statusCode),
      [200, 200, 200, 429]
    );
    const limited = answers[3];
    assert.ok(limited !== undefined);
    assertProblem(limited, 'rate-limited');
    assert.ok(Number(limited.headers['retry-after']) > 0);
  });

  it('count wrong secrets against the limit too', async () => {
    await using under = await openController({ requestsPerMinute: 3 });
    const guess = () => under.call({ url: '/v1/agents', headers: { authorization: 'Bearer guess' } });
    const answers = [await guess(), await guess(), await guess(), await guess()];
    assert.deepEqual(
      answers.map((answer) => answer.statusCode),
      [401, 401, 401, 429]
    );
  });

  it('say nothing of what went wrong inside', async () => {
    await using under = await openController();
    await under.controller.close();
    const answer = await under.asAdmin({ url: '/v1/tasks' });
    const problem = assertProblem(answer, 'internal');
    assert.doesNotMatch(JSON.stringify(problem), /sqlite|kysely|destroyed|at .*\.ts/i);
    assertProblem(await under.call({ url: '/readyz' }), 'unavailable');
  });

  it('say that an answer took too long', async () => {
    const host = Fastify({ ...SERVER_OPTIONS, handlerTimeout: 20 });
    useProblems(host);
    host.get('/slow', () => new Promise(() => undefined));
    const answer = await host.inject('/slow');
    assert.match(assertProblem(answer, 'unavailable').detail ?? '', /^The answer took too long/);
    assert.ok(Number(answer.headers['retry-after']) > 0);
    await host.close();
  });

  it('leave the other routes of the instance alone', async () => {
    const controller = await createController({ database: ':memory:' });
    const host = Fastify();
    await host.register(controller.register);
    host.get('/page', () => 'page');
    host.post('/form', { handler: ({ body }) => body });
    host.setNotFoundHandler((_request, reply) => reply.code(404).send('the host’s own'));
    assert.equal((await host.inject('/page')).body, 'page');
    assert.equal((await host.inject('/other')).body, 'the host’s own');
    const posted = await host.inject({ method: 'POST', url: '/form', payload: 'x', headers: text() });
    assert.equal(posted.body, 'x');
    await host.close();
    await controller.close();
  });
});

describe('hostile input', () => {
  const raw = (payload: string): Call => ({
    method: 'POST',
    url: '/v1/tasks',
    payload,
    headers: { 'content-type': 'application/json' },
  });
  const nest = (depth: number) => `{"selector":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  for (const [name, payload] of [
    ['__proto__', '{"selector":{"process":"envoy"},"__proto__":{"frequencyHz":1}}'],
    ['__proto__ in the selector', '{"selector":{"__proto__":"envoy"}}'],
    ['constructor.prototype', '{"selector":{"process":"envoy"},"constructor":{"prototype":{"x":1}}}'],
    ['a selector key of Object', '{"selector":{"toString":"x"}}'],
    ['an empty selector', '{"selector":{}}'],
    ['30,000 arrays in each other', nest(30_000)],
    ['thousands of keys', `{${Array.from({ length: 6_000 }, (_, n) => `"${n}":0`).join(',')}}`],
    ['a lone brace', '{"selector"'],
    ['a number too large', '{"selector":{"process_pid":1e400}}'],
    ['a fraction', '{"selector":{"process_pid":1.5}}'],
    ['a pattern too long', `{"selector":{"process":{"op":"=~","value":"${'a'.repeat(2_049)}"}}}`],
    ['an unknown operator', '{"selector":{"process":{"op":"~","value":"a"}}}'],
    ['events twice', '{"selector":{"process":"envoy"},"events":["on-cpu","on-cpu"]}'],
  ]) {
    it(`${name} is refused, and nothing else suffers`, { timeout: 20_000 }, async () => {
      await using under = await openController();
      await (await under.joinAgent()).report([targetOf()]);
      const answer = await under.asAdmin(raw(payload ?? ''));
      assertProblem(answer, 'invalid-request');
      assert.ok(answer.body.length < 10_000);
      assert.equal(({} as Record<string, unknown>).frequencyHz, undefined);
      assert.equal((await createTask(under)).state, 'scheduled');
    });
  }

  it('U+0000, which only one of the databases could store, is refused on both', async () => {
    await using under = await openController();
    const answers = [
      await under.asAdmin(raw('{"selector":{"process":"a\\u0000"}}')),
      await under.asAdmin({ url: '/v1/targets?process=%00' }),
      await under.asAdmin({ url: '/v1/tasks/%00' }),
    ];
    for (const answer of answers) assert.match(assertProblem(answer, 'invalid-request').detail ?? '', /U\+0000/);
  });

  it('text of any kind comes back as it went in', async () => {
    await using under = await openController();
    const odd = '\u0001\\u0000\u202e"\'; drop table tasks; --<script>\ud83d\ude00';
    await (await under.joinAgent()).report([targetOf({ service: odd, process: odd })]);
    const task = await createTask(under, { title: odd, selector: { 'service.name': odd } });
    assert.equal(task.title, odd);
    assert.equal(task.targets[0]?.process, odd);
    const { items } = (await under.asAdmin({ url: '/v1/tasks' })).json<{ items: Task[] }>();
    assert.deepEqual(items, [task]);
  });
});

function form() {
  return { 'content-type': 'application/x-www-form-urlencoded' };
}

function text() {
  return { 'content-type': 'text/plain' };
}
