import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PORTS } from '@meshprof/contracts';
import { AGENT_SETTINGS } from './agent-config.ts';
import { loadAgentConfig } from './load-agent-config.ts';

test('without any source the defaults hold', () => {
  const loaded = loadAgentConfig({ flags: {}, env: {} });
  assert.ok(loaded.ok);
  assert.equal(loaded.value.controllerUrl, `http://127.0.0.1:${PORTS.http.port}`);
  assert.equal(loaded.value.agentMetricsPort, PORTS.agentMetrics.port);
  assert.equal(loaded.value.maxSessions, 4);
});

test('a bad value is refused', () => {
  const loaded = loadAgentConfig({ flags: { maxSessions: '0' }, env: { MESHPROF_CONTROLLER_URL: 'ftp://x' } });
  assert.ok(!loaded.ok);
  assert.match(loaded.message, /^--max-sessions must be >= 1$/m);
  assert.match(loaded.message, /^MESHPROF_CONTROLLER_URL must match/m);
});

test('what may be profiled is checked when the agent starts, not when a task comes', () => {
  const env = { MESHPROF_ALLOWED_SELECTORS: '[{"namespace":"shop"},{"pod":{"op":"=~","value":"("}}]' };
  const loaded = loadAgentConfig({ flags: {}, env });
  assert.ok(!loaded.ok);
  assert.match(loaded.message, /^allowedSelectors\.1\.pod: This is no RE2 regular expression/);
});

test('there is no flag for a secret', () => {
  assert.deepEqual(
    AGENT_SETTINGS.filter(({ secret }) => secret).map(({ key }) => key),
    ['joinToken', 'otlpHeaders']
  );
});

test('the names of ports’ options and variables are those of the contracts', () => {
  const setting = AGENT_SETTINGS.find(({ key }) => key === 'agentMetricsPort');
  assert.deepEqual([setting?.flag, setting?.env], [PORTS.agentMetrics.option, PORTS.agentMetrics.env]);
});
