import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Agent,
  AGENT_LOST_MS,
  type CreatedJoinToken,
  type HeartbeatResponse,
  type JoinToken,
  type Page,
  type Problem,
} from '@meshprof/contracts';
import {
  type ControllerUnderTest,
  createTask,
  JOIN_TOKEN,
  openController,
  targetOf,
} from '../testing/controller-under-test.ts';
import { forEachDatabase } from '../testing/each-database.ts';

const admin = (under: ControllerUnderTest, method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) =>
  under.through('admin', { method, url, ...(payload !== undefined && { payload }) }, 'ann');

async function createToken(under: ControllerUnderTest, body: object = {}): Promise<CreatedJoinToken> {
  return (await admin(under, 'POST', '/v1/join-tokens', { name: 'rack 7', ...body })).json<CreatedJoinToken>();
}

function register(under: ControllerUnderTest, token: string, machineId = 'm') {
  const payload = { node: 'n', machineId, version: '1', capabilities: [] };
  return under.call({
    method: 'POST',
    url: '/agent/v1/register',
    headers: { authorization: `Bearer ${token}` },
    payload,
  });
}

async function tokens(under: ControllerUnderTest): Promise<JoinToken[]> {
  return (await admin(under, 'GET', '/v1/join-tokens')).json<Page<JoinToken>>().items;
}

async function showAgent(under: ControllerUnderTest, id: string): Promise<Agent> {
  return (await admin(under, 'GET', `/v1/agents/${id}`)).json<Agent>();
}

function heartbeat(under: ControllerUnderTest, credential: string, body: object = {}) {
  const headers = { authorization: `Bearer ${credential}` };
  const payload = { inventoryVersion: 'v', ...body };
  return under.call({ method: 'POST', url: '/agent/v1/heartbeat', headers, payload });
}

forEachDatabase((databases) => {
  const open = async () => openController({ database: await databases.create() });

  describe('what an agent says of its own health', () => {
    const usage = {
      cpuCores: 0.02,
      rssBytes: 90_000_000,
      sessions: 1,
      standingSessions: 0,
      spoolBytes: 0,
      spoolAgeMs: 0,
      lastHour: { samplesKept: 990, switches: 7, exportsGivenUp: 0, lostByCause: { 'on-cpu.ring-full': 10 } },
    };

    it('is shown at once, survives a restart, and goes with the agent', async () => {
      const database = await databases.create();
      let agentId = '';
      {
        await using under = await openController({ database });
        const agent = await under.joinAgent('n');
        agentId = agent.agentId;
        assert.equal((await showAgent(under, agentId)).usage, undefined);
        await heartbeat(under, agent.credential, { usage: { ...usage, sessions: 4 } });
        under.clock.nowMs += 20_000;
        assert.equal((await heartbeat(under, agent.credential, { usage })).statusCode, 200);
        assert.deepEqual((await showAgent(under, agentId)).usage, { ...usage, reportedAt: '2026-11-24T12:00:20.000Z' });
        const refused = await heartbeat(under, agent.credential, { usage: { ...usage, lastHour: {} } });
        assert.equal(refused.statusCode, 400);
      }
      await using under = await openController({ database });
      assert.equal((await showAgent(under, agentId)).usage?.rssBytes, usage.rssBytes);
      await admin(under, 'POST', `/v1/agents/${agentId}/revoke`, {});
      await admin(under, 'DELETE', `/v1/agents/${agentId}`);
      assert.equal((await admin(under, 'GET', `/v1/agents/${agentId}`)).statusCode, 404);
    });
  });

  describe('a join token', () => {
    it('is shown once, and admits agents that are listed with it', async () => {
      await using under = await open();
      const { token, ...created } = await createToken(under);
      assert.deepEqual([created.state, created.uses, created.createdBy], ['usable', 0, 'ann']);
      const joined = await register(under, token);
      assert.equal(joined.statusCode, 200);
      const listed = await admin(under, 'GET', '/v1/join-tokens');
      assert.ok(!listed.body.includes(token.slice(-43)));
      assert.equal(listed.json<Page<JoinToken>>().items[0]?.uses, 1);
      assert.equal((await showAgent(under, joined.json<{ agentId: string }>().agentId)).joinToken, created.id);
    });

    it('stands beside the configured one, which is not listed', async () => {
      await using under = await open();
      assert.equal((await register(under, JOIN_TOKEN)).statusCode, 200);
      assert.deepEqual(await tokens(under), []);
    });

    it('admits as many agents as it may, and those again that it admitted', async () => {
      await using under = await open();
      const { token } = await createToken(under, { maxUses: 2 });
      assert.equal((await register(under, token, 'a')).statusCode, 200);
      assert.equal((await register(under, token, 'a')).statusCode, 200);
      assert.equal((await register(under, token, 'b')).statusCode, 200);
      const third = await register(under, token, 'c');
      assert.equal(third.statusCode, 401);
      assert.equal(third.json<Problem>().code, 'join-token-ended');
      assert.match(third.json<Problem>().detail ?? '', /as many agents as it may/);
      assert.equal((await register(under, token, 'a')).statusCode, 200);
      assert.deepEqual(
        (await tokens(under)).map(({ uses, state }) => [uses, state]),
        [[2, 'used-up']]
      );
    });

    it('gives its last use to one of two that ask at the same moment', async () => {
      await using under = await open();
      const { token } = await createToken(under, { maxUses: 1 });
      const answers = await Promise.all(['a', 'b', 'c'].map((machine) => register(under, token, machine)));
      assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [200, 401, 401]);
    });

    it('ends when its time is over', async () => {
      await using under = await open();
      const { token } = await createToken(under, { expiresInMs: 60_000 });
      under.clock.nowMs += 59_999;
      assert.equal((await register(under, token)).statusCode, 200);
      under.clock.nowMs += 1;
      assert.match((await register(under, token)).json<Problem>().detail ?? '', /has expired/);
      assert.equal((await tokens(under))[0]?.state, 'expired');
    });

    it('ends when it is revoked; agents that it admitted stay', async () => {
      await using under = await open();
      const { token, id } = await createToken(under);
      const { credential } = (await register(under, token)).json<{ credential: string }>();
      const revoked = await admin(under, 'POST', `/v1/join-tokens/${id}/revoke`);
      assert.deepEqual([revoked.json<JoinToken>().state, revoked.json<JoinToken>().revokedBy], ['revoked', 'ann']);
      assert.equal((await admin(under, 'POST', `/v1/join-tokens/${id}/revoke`)).body, revoked.body);
      assert.match((await register(under, token, 'other')).json<Problem>().detail ?? '', /was revoked/);
      assert.equal((await heartbeat(under, credential)).statusCode, 200);
      assert.equal((await admin(under, 'POST', '/v1/join-tokens/nobody/revoke')).statusCode, 404);
    });

    it('that is made up is refused as any other', async () => {
      await using under = await open();
      const { token, id } = await createToken(under);
      for (const wrong of [
        `${token}x`,
        token.slice(0, -1),
        token.replace(id, '00000000-0000-0000-0000-000000000000'),
        `mpj_${id}_`,
      ]) {
        const answer = await register(under, wrong);
        assert.deepEqual([answer.statusCode, answer.json<Problem>().code], [401, 'unauthenticated'], wrong);
      }
    });
  });

  describe('a revoked agent', () => {
    async function revoked() {
      const under = await open();
      const agent = await under.joinAgent('n');
      await agent.report([targetOf()]);
      const answer = await admin(under, 'POST', `/v1/agents/${agent.agentId}/revoke`);
      assert.equal(answer.statusCode, 200);
      return { under, agent };
    }

    it('is refused on every route with a code of its own', async () => {
      const { under, agent } = await revoked();
      await using _ = under;
      for (const answer of [
        await agent.report([]),
        await heartbeat(under, agent.credential),
        await agent.call({ url: '/agent/v1/assignments?version=0&waitMs=0' }),
        await register(under, JOIN_TOKEN, 'machine-of-n'),
      ]) {
        assert.deepEqual([answer.statusCode, answer.json<Problem>().code], [401, 'agent-revoked']);
      }
    });

    it('is shown with who did it, and its targets are gone', async () => {
      const { under, agent } = await revoked();
      await using _ = under;
      const { state, revokedBy, targets } = await showAgent(under, agent.agentId);
      assert.deepEqual({ state, revokedBy, targets }, { state: 'revoked', revokedBy: 'ann', targets: 0 });
      assert.deepEqual((await under.asAdmin({ url: '/v1/targets' })).json<Page<object>>().items, []);
      assert.equal((await admin(under, 'POST', `/v1/agents/${agent.agentId}/rotate`)).statusCode, 409);
    });

    it('lets its waiting poll go at once', { timeout: 20_000 }, async () => {
      await using under = await open();
      const agent = await under.joinAgent('n');
      const { version } = await agent.poll(0);
      const poll = agent.poll(version, 25_000);
      await admin(under, 'POST', `/v1/agents/${agent.agentId}/revoke`);
      await poll;
    });

    it('may join anew once it is deleted', async () => {
      const { under, agent } = await revoked();
      await using _ = under;
      assert.equal((await admin(under, 'DELETE', `/v1/agents/${agent.agentId}`)).statusCode, 204);
      assert.equal((await agent.report([])).json<Problem>().code, 'unauthenticated');
      const again = await register(under, JOIN_TOKEN, 'machine-of-n');
      assert.equal(again.statusCode, 200);
      assert.notEqual(again.json<{ agentId: string }>().agentId, agent.agentId);
    });
  });

  describe('the rotation of a credential', () => {
    it('gives a new one with the next heartbeat; the old one ends when the new one is used', async () => {
      await using under = await open();
      const { agentId, credential } = await under.joinAgent();
      assert.equal((await heartbeat(under, credential)).json<HeartbeatResponse>().credential, undefined);
      const asked = await admin(under, 'POST', `/v1/agents/${agentId}/rotate`);
      assert.equal(asked.json<Agent>().rotating, true);
      const lost = (await heartbeat(under, credential)).json<HeartbeatResponse>().credential ?? '';
      // That answer may not have arrived: the agent asks again with what it has.
      const next = (await heartbeat(under, credential)).json<HeartbeatResponse>().credential ?? '';
      assert.equal((await heartbeat(under, lost)).statusCode, 401);
      assert.equal((await heartbeat(under, credential)).statusCode, 200);
      const newest = (await heartbeat(under, credential)).json<HeartbeatResponse>().credential ?? '';
      assert.equal((await heartbeat(under, next)).statusCode, 401);
      assert.deepEqual((await heartbeat(under, newest)).json<HeartbeatResponse>(), {
        inventory: true,
        acceptsGzip: true,
      });
      assert.equal((await heartbeat(under, credential)).statusCode, 401);
      assert.equal((await heartbeat(under, newest)).statusCode, 200);
      assert.equal((await showAgent(under, agentId)).rotating, false);
    });
  });

  describe('an agent', () => {
    it('is deleted only when it is lost, and its task knows its target still', async () => {
      await using under = await open();
      const agent = await under.joinAgent();
      await agent.report([targetOf()]);
      const task = await createTask(under);
      assert.equal((await admin(under, 'DELETE', `/v1/agents/${agent.agentId}`)).statusCode, 409);
      under.clock.nowMs += AGENT_LOST_MS;
      assert.equal((await admin(under, 'DELETE', `/v1/agents/${agent.agentId}`)).statusCode, 204);
      assert.equal((await admin(under, 'DELETE', `/v1/agents/${agent.agentId}`)).statusCode, 404);
      assert.equal((await admin(under, 'GET', `/v1/agents/${agent.agentId}`)).statusCode, 404);
      const shown = await under.asAdmin({ url: `/v1/tasks/${task.id}` });
      assert.equal(shown.json<{ targets: { agentId: string }[] }>().targets[0]?.agentId, agent.agentId);
    });

    it('says what it is with a heartbeat, and is asked for its inventory only when that differs', async () => {
      await using under = await open();
      const agent = await under.joinAgent();
      const { agentId, credential } = agent;
      const limits = {
        maxSessions: 4,
        maxCpuCores: 0.5,
        maxRssBytes: 1,
        maxFrequencyHz: 199,
        maxDurationMs: 1,
        allowedEvents: ['on-cpu'],
      };
      const requirements = [{ id: 'btf', met: false, needed: true, remedy: 'Use another kernel.' }];
      const facts = {
        node: 'renamed',
        version: '2',
        capabilities: [],
        kernel: '6.18.0',
        architecture: 'x64',
        requirements,
        limits,
      };
      assert.deepEqual((await heartbeat(under, credential, { facts })).json(), { inventory: true, acceptsGzip: true });
      await agent.call({
        method: 'POST',
        url: '/agent/v1/inventory',
        payload: { inventoryVersion: 'v', targets: [targetOf()] },
      });
      assert.deepEqual((await heartbeat(under, credential)).json(), { inventory: false });
      assert.deepEqual((await heartbeat(under, credential, { inventoryVersion: 'w' })).json(), {
        inventory: true,
        acceptsGzip: true,
      });
      const shown = await showAgent(under, agentId);
      assert.deepEqual([shown.node, shown.version, shown.kernel, shown.targets], ['renamed', '2', '6.18.0', 1]);
      assert.deepEqual([shown.limits, shown.requirements], [limits, requirements]);
    });

    it('whose inventory has no version is asked for it: it may be an older one', async () => {
      await using under = await open();
      const agent = await under.joinAgent();
      await agent.report([targetOf()]);
      assert.deepEqual((await heartbeat(under, agent.credential)).json(), { inventory: true, acceptsGzip: true });
    });
  });
});
