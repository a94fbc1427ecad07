import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PORTS } from '@meshprof/contracts';
import { CONTROLLER_SETTINGS } from './controller-config.ts';
import { loadControllerConfig } from './load-controller-config.ts';

const TOKEN = 'a-token-of-enough-letters';

describe('the controller’s configuration', () => {
  it('needs a token or a secret and no more', () => {
    for (const name of ['MESHPROF_TOKEN', 'MESHPROF_SECRET']) {
      const loaded = loadControllerConfig({ flags: {}, env: { [name]: TOKEN } });
      assert.ok(loaded.ok);
      assert.equal(loaded.value.port, PORTS.http.port);
    }
    const nobody = loadControllerConfig({ flags: {}, env: {} });
    assert.ok(!nobody.ok);
    assert.match(nobody.message, /^nobody could use this controller: set token/);
  });

  it('refuses what it cannot use', () => {
    const loaded = loadControllerConfig({ flags: { port: '70000' }, env: { MESHPROF_TOKEN: 'short' } });
    assert.ok(!loaded.ok);
    assert.match(loaded.message, /^--port must be <= 65535$/m);
    assert.match(loaded.message, /^MESHPROF_TOKEN must not have fewer/m);
  });

  it('has no flag for a secret', () => {
    assert.deepEqual(
      CONTROLLER_SETTINGS.filter(({ secret }) => secret).map(({ key }) => key),
      [
        'databaseUrl',
        'secret',
        'token',
        'joinToken',
        'webhookSecret',
        'webhookToken',
        'otlpHeaders',
        'prometheusHeaders',
      ]
    );
  });

  it('takes the database from the variable that everybody else uses', () => {
    const DATABASE_URL = 'postgres://u:p@db/meshprof';
    const loaded = loadControllerConfig({ flags: {}, env: { MESHPROF_TOKEN: TOKEN, DATABASE_URL } });
    assert.ok(loaded.ok);
    assert.equal(loaded.value.databaseUrl, DATABASE_URL);
  });

  it('names ports as the contracts do', () => {
    const setting = CONTROLLER_SETTINGS.find(({ key }) => key === 'port');
    assert.deepEqual([setting?.flag, setting?.env], [PORTS.http.option, PORTS.http.env]);
  });
});
