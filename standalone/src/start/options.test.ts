import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { readStartOptions } from './options.ts';

describe('options of npm start', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-options-'));
  const file = path.join(folder, 'meshprof.yaml');
  writeFileSync(file, 'ports: {http: 9001, storeQuery: 9002}\ndemo: {enabled: false}\n');
  after(() => rmSync(folder, { recursive: true }));

  const read = (...argv: string[]) => {
    const result = readStartOptions(argv);
    assert.ok(result.ok, result.ok ? '' : result.problem);
    return result.options;
  };

  it('has the documented defaults', () => {
    const { ports, demo, prometheus, role, demoProfiling, prometheusUrl } = read();
    assert.deepEqual([ports.http, ports.storeQuery, ports.otlpGrpc, ports.otlpHttp], [8686, 4040, 4317, 4318]);
    assert.deepEqual([demo, prometheus, demoProfiling, prometheusUrl, role], [true, true, true, undefined, 'Admin']);
  });

  it('lets the command line win over the environment, that over the file, that over the default', () => {
    process.env['MESHPROF_STORE_PORT'] = '9003';
    try {
      const { ports, demo } = read('--config', file, '--otlp-grpc-port', '9004');
      assert.deepEqual([ports.http, ports.storeQuery, ports.otlpGrpc, ports.otlpHttp], [9001, 9003, 9004, 4318]);
      assert.equal(demo, false);
    } finally {
      delete process.env['MESHPROF_STORE_PORT'];
    }
  });

  it('knows roles however they are written', () => {
    assert.equal(read('--role', 'viewer').role, 'Viewer');
    assert.equal(read('--role', 'Editor').role, 'Editor');
  });

  it('refuses a password in the address of Prometheus, without repeating it', () => {
    const result = readStartOptions(['--prometheus-url', 'http://me:hunter2@127.0.0.1:9090']);
    assert.match(result.ok ? '' : result.problem, /has a user or password in it/);
    assert.doesNotMatch(JSON.stringify(result), /hunter2/);
  });

  it('passes a problem of the file on', () => {
    const result = readStartOptions(['--config', path.join(folder, 'none.yaml')]);
    assert.equal(result.ok, false);
  });
});
