import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ServerCredentials } from '@grpc/grpc-js';
import type { ExportOutcome } from './export-outcome.ts';
import { type ExporterSettings, parseExporterOptions } from './exporter-options.ts';
import { createGrpcProfilesExporter } from './grpc-profiles-exporter.ts';
import { type ProfilesServer, startProfilesServer } from './profiles-server-test-support.ts';

const skip = { skip: spawnSync('openssl', ['version']).status === 0 ? false : 'no openssl to make certificates with' };
const folder = mkdtempSync(join(tmpdir(), 'meshprof-tls-'));
after(() => rmSync(folder, { recursive: true }));

const path = (name: string): string => join(folder, name);

/** A self-signed certificate, which is its own authority. */
function makeCertificate(name: string): void {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', path(`${name}.key`)];
  execFileSync('openssl', ['req', '-x509', ...key, '-out', path(`${name}.pem`), '-days', '1', ...subject], {
    stdio: 'ignore',
  });
}

async function tlsServer(): Promise<ProfilesServer> {
  for (const name of ['server', 'client', 'stranger']) makeCertificate(name);
  const pair = { private_key: readFileSync(path('server.key')), cert_chain: readFileSync(path('server.pem')) };
  return startProfilesServer({
    credentials: ServerCredentials.createSsl(readFileSync(path('client.pem')), [pair], true),
  });
}

async function send(port: number, settings: ExporterSettings): Promise<ExportOutcome> {
  const parsed = parseExporterOptions({ endpoint: `https://localhost:${port}`, ...settings }, {});
  assert.ok(parsed.kind === 'ok');
  const created = createGrpcProfilesExporter(parsed.options);
  assert.ok(created.kind === 'ready');
  const outcome = await created.exporter.export(Uint8Array.of(1, 2, 3));
  created.exporter.close();
  return outcome;
}

test('talks TLS with both sides’ certificates, and to nobody else', skip, async () => {
  const server = await tlsServer();
  after(() => server.stop());
  const client = { clientCertificatePath: path('client.pem'), clientKeyPath: path('client.key') };
  const trusting = { certificatePath: path('server.pem') };
  assert.equal((await send(server.port, { ...trusting, ...client })).kind, 'sent');
  assert.equal((await send(server.port, trusting)).kind, 'retryable', 'without a client certificate');
  assert.equal((await send(server.port, client)).kind, 'retryable', 'a server that nobody vouches for');
  const strange = { clientCertificatePath: path('stranger.pem'), clientKeyPath: path('stranger.key') };
  assert.equal((await send(server.port, { ...trusting, ...strange })).kind, 'retryable', 'an unknown client');
  assert.equal(server.calls.length, 1);
});
