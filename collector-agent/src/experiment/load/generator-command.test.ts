import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLoadGenerator } from './create-load-generator.ts';
import { countCpus, wrapCommand } from './generator-command.ts';
import { type GeneratedLoad, h2loadCommand } from './h2load-run.ts';
import { bodyText } from './load-request.ts';
import { wrkCommand } from './wrk-run.ts';

const load: GeneratedLoad = { generator: 'h2load', url: 'http://127.0.0.1:1/a?b=$(id);`id`', connections: 8 };

describe('commands of generators', () => {
  it('have a rate for each connection, and the log that the run reads', () => {
    const { file, args } = h2loadCommand(load, { requestsPerSecond: 2_000, durationMs: 75_000 });
    assert.equal(
      [file, ...args].join(' '),
      `h2load --h1 -t 1 -c 8 -D 75000ms --rps 250 --log-file=/proc/self/fd/3 ${load.url}`
    );
  });

  it('over HTTP/2 let slow answers hold nothing up at a fixed rate, and are closed loops without one', () => {
    const http2 = { ...load, protocol: 'http2' as const };
    assert.match(
      h2loadCommand(http2, { requestsPerSecond: 10, durationMs: 1 }).args.join(' '),
      /^--npn-list=h2 -m 100 /
    );
    assert.match(h2loadCommand(http2, { durationMs: 1 }).args.join(' '), /^--npn-list=h2 -m 1 (?!.*--rps)/);
  });

  it('use as many threads as there are CPUs of their own, and no more than connections', () => {
    assert.match(h2loadCommand({ ...load, cpus: '0-3' }, { durationMs: 1 }).args.join(' '), / -t 4 -c 8 /);
    assert.match(wrkCommand({ ...load, cpus: '0-15' }, { durationMs: 1_500 }).args.join(' '), /^-t 8 -c 8 -d 2s /);
    assert.deepEqual(['3', '0,2-3', '1,1-2', '5-2'].map(countCpus), [1, 3, 2, 0]);
  });

  it('give every value as one argument, never to a shell', () => {
    const headers = { 'x-quote': `"; rm -rf /` };
    const { args } = h2loadCommand({ ...load, headers, bodyBytes: 10 }, { durationMs: 1 });
    assert.deepEqual(args.slice(-5), ['-H', `x-quote: "; rm -rf /`, '-d', '/proc/self/fd/4', load.url]);
    const wrapped = wrapCommand({ ...load, cpus: '1' }, { networkOfPid: 42 }, { file: 'wrk', args: ['$(id)'] });
    assert.equal(
      [wrapped.file, ...wrapped.args].join(' '),
      'setpriv --pdeathsig KILL -- nsenter --net=/proc/42/ns/net -- taskset -c 1 wrk $(id)'
    );
  });

  it('send the same printable body for the same size', () => {
    assert.equal(bodyText(1_000).length, 1_000);
    assert.match(bodyText(1_000), /^[\w-]{1000}$/);
    assert.equal(bodyText(1_000), bodyText(1_000));
  });
});

describe('a load that cannot be', () => {
  const reason = (generator: 'h2load' | 'wrk', rest: object, path = process.env['PATH']) => {
    const before = process.env['PATH'];
    process.env['PATH'] = path;
    try {
      const created = createLoadGenerator({ ...load, generator, ...rest });
      return created.ok ? 'can be' : created.detail;
    } finally {
      process.env['PATH'] = before;
    }
  };

  it('says what is missing, with its package, before anything is changed', () => {
    assert.match(reason('h2load', {}, '/nowhere'), /^h2load is not there.*Debian package nghttp2-client\.$/);
    assert.match(reason('wrk', {}, '/nowhere'), /^wrk is not there.*Debian package wrk\.$/);
  });

  it('says what a generator does not know', () => {
    assert.match(reason('wrk', { protocol: 'http2' }), /HTTP\/1\.1 only/);
    assert.match(reason('h2load', { url: undefined }), /load\.url is missing/);
  });
});
