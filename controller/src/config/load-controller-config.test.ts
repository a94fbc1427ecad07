import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type ConfigSources, loadControllerConfig } from './load-controller-config.ts';

const TOKEN = 'a-token-of-enough-letters';

describe('configuration', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'meshprof-config-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function load(yaml: string | undefined, more: Partial<ConfigSources> = {}) {
    const file = path.join(folder, 'controller.yaml');
    if (yaml !== undefined) await writeFile(file, yaml);
    return loadControllerConfig({ flags: {}, env: {}, ...(yaml !== undefined && { file }), ...more });
  }

  it('takes flags before environment before file before defaults', async () => {
    const yaml = `token: ${TOKEN}\nport: 1\nhost: file\nstateDir: /file\nallowedHosts: [a, b]\n`;
    const env = {
      MESHPROF_PORT: '2',
      MESHPROF_HOST: 'env',
      MESHPROF_LOG_LEVEL: '',
      MESHPROF_ALLOWED_ORIGINS: 'http://a, http://b',
    };
    const loaded = await load(yaml, { env, flags: { port: '3' } });
    assert.ok(loaded.ok);
    const { port, host, stateDir, logLevel, allowedHosts, allowedOrigins } = loaded.value;
    assert.deepEqual(
      { port, host, stateDir, logLevel, allowedHosts, allowedOrigins },
      {
        port: 3,
        host: 'env',
        stateDir: '/file',
        logLevel: 'info',
        allowedHosts: ['a', 'b'],
        allowedOrigins: ['http://a', 'http://b'],
      }
    );
  });

  it('reads secrets from files', async () => {
    const secretFile = path.join(folder, 'secret');
    await writeFile(secretFile, 'a-secret-of-enough-letters\n');
    const loaded = await load(undefined, { env: { MESHPROF_SECRET_FILE: secretFile } });
    assert.ok(loaded.ok);
    assert.equal(loaded.value.secret, 'a-secret-of-enough-letters');
  });

  it('reads headers as pairs', async () => {
    const env = { MESHPROF_TOKEN: TOKEN, MESHPROF_OTLP_HEADERS: 'authorization=Basic YQ==,x-scope-orgid=1' };
    const loaded = await load(undefined, { env });
    assert.ok(loaded.ok);
    assert.deepEqual(loaded.value.otlpHeaders, { authorization: 'Basic YQ==', 'x-scope-orgid': '1' });
  });

  const refusals: [name: string, yaml: string | undefined, more: Partial<ConfigSources>, message: RegExp][] = [
    ['an unknown key', `token: ${TOKEN}\nporto: 1\n`, {}, /^unknown key "porto" in \S+controller.yaml; known keys are/],
    ['a nested unknown key', `token: ${TOKEN}\nallowedHosts: [1]\n`, {}, /"allowedHosts\.0" in \S+ must be string/],
    ['a wrong type', `token: ${TOKEN}\nport: x\n`, {}, /"port" in \S+ must be integer/],
    ['no mapping', '- a\n', {}, /must hold keys with values/],
    ['bad YAML', 'a: [\n', {}, /^cannot read the configuration file/],
    ['no file', undefined, { file: '/no/such/file' }, /^cannot read the configuration file \/no\/such\/file: ENOENT/],
    ['a bad variable', undefined, { env: { MESHPROF_PORT: 'x' } }, /^MESHPROF_PORT must be a whole number, not "x"$/],
    [
      'a bad flag',
      undefined,
      { flags: { port: '70000' }, env: { MESHPROF_TOKEN: TOKEN } },
      /^--port must be <= 65535$/,
    ],
    ['a short token', undefined, { env: { MESHPROF_TOKEN: 'short' } }, /^MESHPROF_TOKEN must not have fewer/],
    [
      'bad headers',
      undefined,
      { env: { MESHPROF_OTLP_HEADERS: 'x' } },
      /^MESHPROF_OTLP_HEADERS must be name=value pairs/,
    ],
    [
      'no secret file',
      undefined,
      { env: { MESHPROF_SECRET_FILE: '/no' } },
      /^cannot read the secret from \/no: ENOENT/,
    ],
    ['nobody who could use it', undefined, {}, /^nobody could use this controller: set token/],
  ];
  for (const [name, yaml, more, message] of refusals) {
    it(`refuses ${name} with one sentence`, async () => {
      const loaded = await load(yaml, more);
      assert.ok(!loaded.ok);
      assert.match(loaded.message, message);
      assert.ok(!loaded.message.includes('\n') && !loaded.message.includes('short'));
    });
  }
});
