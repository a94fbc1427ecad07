/** The host page and a real controller on one port, as `npm start` runs them, without agent, store and demo. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createController, SERVER_OPTIONS } from '@meshprof/controller';
import Fastify from 'fastify';
import { createHostPage } from '../../standalone/src/host/create-host-page.ts';
import type { OrgRole } from '../../standalone/src/host/org-roles.ts';
import { cookieNameOf } from '../../standalone/src/host/page-session.ts';
import { makeFakeDist } from '../../standalone/src/host/testing/fake-dist.ts';
import type { StoreQuery } from '../../standalone/src/store/store-types.ts';

export interface RawRequest {
  readonly method: string;
  /** Sent as it is: nothing is normalised on the way out. */
  readonly path: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

export interface PageOverController extends AsyncDisposable {
  /** As the page's own script would call: with its cookie and origin. */
  fromPage(request: RawRequest): Promise<RawAnswer>;
  /** With the controller's own token, past the page. */
  asAdmin(request: RawRequest): Promise<RawAnswer>;
  /** Every row of every table but those in `leftOut`. */
  databaseRows(leftOut?: readonly string[]): Record<string, unknown[]>;
  readonly sessionCookie: string;
}

export interface PageOptions {
  readonly role: OrgRole;
  /** Changes what the app's plugin.json says. */
  readonly editManifest?: (manifest: { routes: object[] }) => void;
}

export const JOIN_TOKEN = randomBytes(16).toString('hex');
const TOKEN = randomBytes(16).toString('hex');

export async function openPageOverController({ role, editManifest }: PageOptions): Promise<PageOverController> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-page-'));
  const databaseFile = path.join(folder, 'controller.db');
  const dist = makeFakeDist();
  if (editManifest) rewriteManifest(dist.pluginDistDir, editManifest);
  const secret = randomBytes(16).toString('hex');
  const controller = await createController({
    database: databaseFile,
    secret,
    token: TOKEN,
    joinToken: JOIN_TOKEN,
    requestsPerMinute: 1_000_000_000,
    // A clock that stands still: whatever changes then was changed by a request.
    now: () => Date.parse('2026-11-24T12:00:00Z'),
  });
  const server = Fastify(SERVER_OPTIONS);
  await server.register(controller.register);
  let port = 0;
  const token = randomBytes(16).toString('hex');
  const hostPage = createHostPage({
    ...dist,
    controller: { url: () => `http://127.0.0.1:${port}`, secret },
    store: { query: {} as StoreQuery },
    token,
    role,
    login: 'vera',
  });
  await server.register(hostPage);
  await server.listen({ host: '127.0.0.1', port: 0 });
  port = (server.server.address() as AddressInfo).port;

  const origin = `http://127.0.0.1:${port}`;
  const sessionCookie = `${cookieNameOf(port)}=${token}`;
  const withHeaders = (more: RawRequest['headers'], own: Record<string, string>) => ({
    'content-type': 'application/json',
    ...own,
    ...more,
  });
  return {
    sessionCookie,
    fromPage: ({ headers, ...rest }) =>
      send(port, { ...rest, headers: withHeaders(headers, { origin, cookie: sessionCookie }) }),
    asAdmin: ({ headers, ...rest }) =>
      send(port, { ...rest, headers: withHeaders(headers, { authorization: `Bearer ${TOKEN}` }) }),
    databaseRows: (leftOut = []) => rowsOf(databaseFile, leftOut),
    async [Symbol.asyncDispose]() {
      await server.close();
      await controller.close();
      dist.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function rewriteManifest(pluginDistDir: string, edit: NonNullable<PageOptions['editManifest']>): void {
  const file = path.join(pluginDistDir, 'plugin.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { routes: object[] };
  edit(manifest);
  writeFileSync(file, JSON.stringify(manifest));
}

function send(port: number, { method, path: target, headers, body = '' }: RawRequest): Promise<RawAnswer> {
  // Node gives a GET with a body no length by itself, and the body would be read as the next request.
  const sent = { 'content-length': String(Buffer.byteLength(body)), ...headers };
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path: target, headers: sent }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function rowsOf(file: string, leftOut: readonly string[]): Record<string, unknown[]> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table' order by name").all();
    const kept = tables.map(({ name }) => String(name)).filter((name) => !leftOut.includes(name));
    return Object.fromEntries(kept.map((name) => [name, database.prepare(`select * from "${name}"`).all()]));
  } finally {
    database.close();
  }
}
