import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connect } from 'node:tls';
import { createJsonHttp } from '../../collector-agent/src/agent/http-json.ts';
import type { TlsSettings } from '../../collector-agent/src/agent/tls-files.ts';
import { type ServiceProcess, startServiceProcess } from '../../controller/src/testing/service-process.ts';
import { type CertificateFiles, TestAuthority } from '../harness/test-certificates.ts';
import { waitFor } from '../harness/wait-for.ts';

const TOKEN = 'a-token-for-tests-of-tls';
const JOIN_TOKEN = 'a-join-token-for-tests-of-tls';
const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-tls-'));
const authority = new TestAuthority(path.join(folder, 'good'));
const stranger = new TestAuthority(path.join(folder, 'other'));
const signal = new AbortController().signal;

after(() => rmSync(folder, { recursive: true }));

function startController(files: CertificateFiles, more: Record<string, string> = {}): Promise<ServiceProcess> {
  return startServiceProcess({
    MESHPROF_STATE_DIR: mkdtempSync(path.join(folder, 'state-')),
    MESHPROF_TOKEN: TOKEN,
    MESHPROF_JOIN_TOKEN: JOIN_TOKEN,
    MESHPROF_TLS_CERT_FILE: files.cert,
    MESHPROF_TLS_KEY_FILE: files.key,
    ...more,
  });
}

/** What the agent's own client says of registering there: `ok`, or the sentence that its log has. */
async function register(url: string, tls: TlsSettings): Promise<string> {
  const http = createJsonHttp({ baseUrl: url, tls });
  const body = { node: 'n', machineId: 'machine', version: '1', capabilities: [] };
  const call = { method: 'POST', path: '/agent/v1/register', bearer: JOIN_TOKEN, body } as const;
  const result = await http.call({ ...call, timeoutMs: 30_000, signal });
  http.close();
  return result.kind === 'ok' ? 'ok' : result.detail;
}

const byName = (url: string) => url.replace('127.0.0.1', 'localhost');

describe('TLS between agent and controller', { timeout: 120_000 }, () => {
  let controller: ServiceProcess;
  const inUse = { cert: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') };
  const use = (files: CertificateFiles) => {
    copyFileSync(files.cert, inUse.cert);
    copyFileSync(files.key, inUse.key);
  };

  before(async () => {
    use(authority.issue('first'));
    controller = await startController(inUse);
  });
  after(() => controller.end('SIGKILL'));

  const trusted = { caFile: authority.caFile };
  const cases: [name: string, url: (url: string) => string, tls: TlsSettings, answer: RegExp][] = [
    ['with its authority', byName, trusted, /^ok$/],
    ['by another name that it says it expects', (url) => url, { ...trusted, serverName: 'localhost' }, /^ok$/],
    [
      'by a name that the certificate lacks',
      (url) => url,
      trusted,
      /is for DNS:localhost, not for 127\.0\.0\.1; .*controllerServerName$/,
    ],
    ['without its authority', byName, {}, /signed by nobody this agent trusts; set controllerCaFile/],
    ['with another authority', byName, { caFile: stranger.caFile }, /signed by nobody this agent trusts/],
    [
      'without TLS',
      (url) => byName(url).replace('https', 'http'),
      trusted,
      /controllerUrl must say https|socket hang up/,
    ],
  ];
  for (const [name, url, tls, answer] of cases) {
    it(`${name}: ${answer.source}`, async () => {
      assert.match(await register(url(controller.url), tls), answer);
    });
  }

  it('a renewed certificate is in use after SIGHUP, an expired one is told as such', async () => {
    use(authority.issue('expired', { expired: true }));
    controller.child.kill('SIGHUP');
    const says = (answer: RegExp) => async () =>
      answer.test(await register(byName(controller.url), trusted)) ? true : undefined;
    await waitFor(says(/has expired; renew it/), { what: 'the expired certificate to be refused' });
    use(authority.issue('second'));
    controller.child.kill('SIGHUP');
    await waitFor(says(/^ok$/), { what: 'the new certificate to be taken' });
  });

  it('a certificate that does not fit its key leaves the one before', async () => {
    copyFileSync(authority.issue('third').cert, inUse.cert);
    controller.child.kill('SIGHUP');
    assert.equal(await register(byName(controller.url), trusted), 'ok');
  });
});

describe('mutual TLS', { timeout: 120_000 }, () => {
  let controller: ServiceProcess;
  before(async () => {
    const client = { MESHPROF_TLS_CLIENT_CA_FILE: authority.caFile };
    controller = await startController(authority.issue('server'), client);
  });
  after(() => controller.end('SIGKILL'));

  const withClient = ({ cert, key }: CertificateFiles): TlsSettings => ({
    caFile: authority.caFile,
    certFile: cert,
    keyFile: key,
  });
  const cases: [name: string, client: CertificateFiles | undefined, answer: RegExp][] = [
    ['a certificate of the authority', authority.issue('agent'), /^ok$/],
    ['no certificate', undefined, /got none\. Set controllerClientCertFile/],
    [
      'an expired one',
      authority.issue('old', { expired: true }),
      /client certificate has expired \(Jan {2}2 .* 2020 GMT\)/,
    ],
    ['one of somebody else', stranger.issue('agent'), /not signed by the authority in tlsClientCaFile/],
  ];
  for (const [name, client, answer] of cases) {
    it(`an agent with ${name}: ${answer.source}`, async () => {
      const tls = client === undefined ? { caFile: authority.caFile } : withClient(client);
      assert.match(await register(byName(controller.url), tls), answer);
    });
  }

  it('lets scripts and browsers in without a certificate: they have their own credentials', async () => {
    assert.equal(await statusOf('/v1/agents', TOKEN), 200);
    assert.equal(await statusOf('/v1/agents', 'wrong'), 401);
  });

  it('takes a resumed session without a certificate for what it is', async () => {
    const { port } = new URL(controller.url);
    // Of a name with two addresses, as Debian's localhost has, Node tries both and then tells of no session.
    const options = { host: '127.0.0.1', port: Number(port), rejectUnauthorized: false };
    const session = await new Promise<Buffer>((resolve, reject) => {
      const socket = connect(options, () => socket.write('GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n'));
      socket.once('session', (ticket) => {
        resolve(ticket);
        socket.end();
      });
      socket.once('error', reject);
    });
    const head = `GET /agent/v1/assignments?version=0&waitMs=0 HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer x\r\nconnection: close\r\n\r\n`;
    const [isResumed, answer] = await new Promise<[boolean, string]>((resolve, reject) => {
      let text = '';
      let isResumed = false;
      const socket = connect({ ...options, session }, () => {
        isResumed = socket.isSessionReused();
        socket.write(head);
      });
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.once('close', () => resolve([isResumed, text]));
      socket.once('error', reject);
    });
    assert.ok(isResumed);
    assert.match(answer, /client-certificate-required/);
  });

  function statusOf(url: string, token: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}` };
      const options = { headers, rejectUnauthorized: false };
      request(new URL(url, byName(controller.url)), options, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      })
        .once('error', reject)
        .end();
    });
  }
});

describe('a controller whose TLS files cannot be used', () => {
  const good = authority.issue('unfit');
  const cases: [name: string, env: Record<string, string>, message: RegExp][] = [
    ['a key without its certificate', { MESHPROF_TLS_CERT_FILE: '' }, /both tlsCertFile and tlsKeyFile/],
    ['a missing file', { MESHPROF_TLS_CERT_FILE: '/nowhere.pem' }, /cannot use the TLS files .*ENOENT/],
    ['another key', { MESHPROF_TLS_KEY_FILE: authority.issue('other').key }, /is not that of the certificate/],
  ];
  for (const [name, env] of cases) {
    it(`does not start with ${name}`, async () => {
      await assert.rejects(startController(good, env), /ended before it listened/);
    });
  }
});
