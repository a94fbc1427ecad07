import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import { addressPort, createHttpServer } from './http-server.ts';

describe('a server of the store on loopback', () => {
  const server = createHttpServer({ bodyLimitBytes: 1024, logger: pino({ level: 'silent' }) });
  server.get('/', () => 'profiles');

  before(() => server.listen({ host: '127.0.0.1', port: 0 }));
  after(() => server.close());

  async function statusFor(host: string): Promise<number | undefined> {
    const request = http.get({ host: '127.0.0.1', port: addressPort(server), headers: { host } });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    response.resume();
    return response.statusCode;
  }

  it('answers under its own names', async () => {
    assert.equal(await statusFor('localhost:4040'), 200);
    assert.equal(await statusFor('127.0.0.1:4040'), 200);
  });

  it('refuses the name of a page whose DNS entry was rebound to this machine', async () => {
    assert.equal(await statusFor('evil.example:4040'), 403);
  });
});
