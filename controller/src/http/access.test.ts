import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ACCESS_LEVELS, type AccessLevel, type Problem, type Task } from '@meshprof/contracts';
import { type Call, createTask, openController, SECRET, targetOf, TOKEN } from '../testing/controller-under-test.ts';

const ROUTES: { name: string; needs: AccessLevel; request: (id: string) => Call }[] = [
  { name: 'list tasks', needs: 'read', request: () => ({ url: '/v1/tasks' }) },
  { name: 'show a task', needs: 'read', request: (id) => ({ url: `/v1/tasks/${id}` }) },
  { name: 'list targets', needs: 'read', request: () => ({ url: '/v1/targets' }) },
  { name: 'list alert deliveries', needs: 'read', request: () => ({ url: '/v1/alerts/deliveries' }) },
  { name: 'list agents', needs: 'read', request: () => ({ url: '/v1/agents' }) },
  {
    name: 'create a task',
    needs: 'operate',
    request: () => ({ method: 'POST', url: '/v1/tasks', payload: { selector: { process: 'envoy' } } }),
  },
  { name: 'cancel a task', needs: 'operate', request: (id) => ({ method: 'POST', url: `/v1/tasks/${id}/cancel` }) },
];

async function opened() {
  const under = await openController();
  await (await under.joinAgent()).report([targetOf()]);
  return { under, task: await createTask(under) };
}

describe('access to /v1', () => {
  for (const { name, needs, request } of ROUTES) {
    for (const level of ACCESS_LEVELS) {
      const allowed = ACCESS_LEVELS.indexOf(level) >= ACCESS_LEVELS.indexOf(needs);
      it(`${level} ${allowed ? 'may' : 'may not'} ${name}`, async () => {
        const { under, task } = await opened();
        await using _ = under;
        const answer = await under.through(level, request(task.id));
        assert.equal(answer.statusCode < 300, allowed, answer.body);
        if (!allowed) assert.equal(answer.json<Problem>().code, 'forbidden');
      });
    }

    it(`nobody without the secret may ${name}, whatever else they send`, async () => {
      const { under, task } = await opened();
      await using _ = under;
      const context = JSON.stringify({ Login: 'admin', IsGrafanaAdmin: true });
      const attempts: Record<string, string>[] = [
        {},
        { 'x-meshprof-access': 'admin' },
        { 'x-meshprof-access': 'admin', 'x-grafana-context': context },
        { 'x-meshprof-access': 'admin', 'x-meshprof-secret': '' },
        { 'x-meshprof-access': 'admin', 'x-meshprof-secret': `${SECRET}x` },
        { 'x-meshprof-access': 'admin', 'x-meshprof-secret': TOKEN },
        { authorization: `Bearer ${SECRET}` },
        { authorization: `Basic ${TOKEN}` },
        { authorization: 'Bearer ' },
        // A wrong token is not made good by a right secret: somebody is trying.
        { authorization: 'Bearer x', 'x-meshprof-secret': SECRET, 'x-meshprof-access': 'admin' },
      ];
      for (const headers of attempts) {
        const answer = await under.call({ ...request(task.id), headers });
        assert.equal(answer.statusCode, 401, JSON.stringify(headers));
        assert.equal(answer.json<Problem>().code, 'unauthenticated');
      }
    });

    it(`a level that is none does not let anyone ${name}`, async () => {
      const { under, task } = await opened();
      await using _ = under;
      for (const level of [undefined, '', 'root', 'Admin', 'read, admin', 'admin,admin', '__proto__', '3']) {
        const headers = { 'x-meshprof-access': level };
        const answer = await under.through('read', { ...request(task.id), headers });
        assert.equal(answer.statusCode, 403, level);
      }
    });

    it(`the token lets a script ${name}`, async () => {
      const { under, task } = await opened();
      await using _ = under;
      assert.ok((await under.asAdmin(request(task.id))).statusCode < 300);
    });
  }

  it('gives a reader no more by any spelling of a path', async () => {
    const { under, task } = await opened();
    await using _ = under;
    const paths = [
      '/v1/tasks',
      '/v1/tasks/',
      '//v1/tasks',
      '/v1//tasks',
      '/v1/./tasks',
      '/v1/x/../tasks',
      '/v1/%74asks',
      '/v1/tasks?x=1',
      '/V1/tasks',
      '/v1/operate/tasks',
      '/operate/tasks',
      '/operate/v1/tasks',
      '/v1/tasks;admin',
      `/v1/tasks/${task.id}/cancel`,
      `/v1/tasks/${task.id}/cancel/`,
      `/v1/tasks/${task.id}%2fcancel`,
    ];
    const payload = { selector: { process: 'envoy' } };
    for (const url of paths) {
      const answer = await under.through('read', { method: 'POST', url, payload });
      assert.ok([403, 404, 405].includes(answer.statusCode), `${url}: ${answer.statusCode}`);
    }
    const { items } = (await under.asAdmin({ url: '/v1/tasks' })).json<{ items: Task[] }>();
    assert.deepEqual(
      items.map(({ id, state }) => ({ id, state })),
      [{ id: task.id, state: 'scheduled' }]
    );
  });

  it('does not let a method be overridden by a header', async () => {
    const { under } = await opened();
    await using _ = under;
    const headers = { 'x-http-method-override': 'POST', 'x-http-method': 'POST' };
    const answer = await under.through('read', { url: '/v1/tasks', headers });
    assert.equal(answer.json<{ items: Task[] }>().items.length, 1);
  });

  it('is closed where neither secret nor token is set', async () => {
    await using under = await openController({ secret: '', token: '' });
    for (const headers of [
      { 'x-meshprof-secret': '', 'x-meshprof-access': 'admin' },
      { authorization: 'Bearer ' },
      { authorization: 'Bearer undefined' },
    ]) {
      assert.equal((await under.call({ url: '/v1/tasks', headers })).statusCode, 401);
    }
  });
});

describe('the author of a task', () => {
  const create = { method: 'POST', url: '/v1/tasks', payload: { selector: { process: 'envoy' } } } as const;

  it('is the user that Grafana names', async () => {
    const { under } = await opened();
    await using _ = under;
    assert.equal((await under.through('operate', create, 'ann')).json<Task>().author, 'ann');
  });

  for (const context of ['', 'null', '[]', '{', '{"Login":7}', '{"Login":""}', '"ann"', `{"Login":{"a":"b"}}`]) {
    it(`is unknown where Grafana's header is ${context}`, async () => {
      const { under } = await opened();
      await using _ = under;
      const answer = await under.through('operate', { ...create, headers: { 'x-grafana-context': context } });
      assert.equal(answer.json<Task>().author, 'unknown');
    });
  }

  it('is not what a caller with the token says', async () => {
    const { under } = await opened();
    await using _ = under;
    const headers = { 'x-grafana-context': '{"Login":"ann"}' };
    assert.equal((await under.asAdmin({ ...create, headers })).json<Task>().author, 'local');
  });
});
