/**
 * The host page: serves the built Grafana app outside Grafana, at the URLs it has there, and imitates the few parts of
 * Grafana's HTTP API that the app calls. For one person on one machine; see page-session.ts for who is kept out.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { StoreQuery } from '../store/store-types.ts';
import { AppSettings } from './app-settings.ts';
import { type BootDataOptions, bootData, pluginSettings, type Theme } from './boot-data.ts';
import { answerDataSourceQuery } from './data-source-query.ts';
import { answerResource } from './data-source-resources.ts';
import {
  type HostDataSource,
  hostDataSources,
  PROMETHEUS_UID,
  type PrometheusSource,
  STORE_UID,
} from './data-sources.ts';
import { effectiveRole } from './effective-role.ts';
import { defaultLogin } from './default-login.ts';
import type { LocalUser } from './local-user.ts';
import type { OrgRole } from './org-roles.ts';
import { renderPage } from './page-html.ts';
import { checkApiCall, checkHost, cookieNameOf, createPageToken, sessionCookie, type Verdict } from './page-session.ts';
import type { PluginManifest } from './plugin-manifest.ts';
import { addPluginProxy } from './plugin-proxy.ts';
import { readPluginManifest } from './read-plugin-manifest.ts';

export interface HostPageOptions {
  /** `dist` of the plugin's production build. */
  readonly pluginDistDir: string;
  /** What `build-host.mjs` wrote. */
  readonly hostDistDir: string;
  readonly controller: {
    /** A function where the address is known only later, for instance after listening on port 0. */
    readonly url: string | (() => string);
    /** The controller's secret; it never reaches the browser. */
    readonly secret: string;
  };
  readonly store: { readonly query: StoreQuery };
  /** Without it the page has no such data source. */
  readonly prometheus?: PrometheusSource;
  /** Value of the session cookie. Default: random, so that every start makes earlier pages reload. */
  readonly token?: string;
  /** Highest role of the local user. Default Admin. */
  readonly role?: OrgRole;
  /** Name of the local user, the author of tasks. Default: the account that runs the process. */
  readonly login?: string;
  /** Colours until somebody toggles them. Default dark. */
  readonly theme?: Theme;
}

interface Parts extends HostPageOptions {
  readonly manifest: PluginManifest;
  readonly settings: AppSettings;
  readonly dataSources: readonly HostDataSource[];
  readonly userOf: (request: FastifyRequest) => LocalUser;
  readonly bootFor: (request: FastifyRequest) => BootDataOptions;
  readonly token: string;
}

const STATIC_HEADERS = { 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin' };

/** Throws at once if the plugin or the page's script was not built. The instance it is mounted in must listen on loopback. */
export function createHostPage(options: HostPageOptions): FastifyPluginAsync {
  const manifest = readPluginManifest(options.pluginDistDir);
  requireHostScript(options.hostDistDir);
  const parts = partsOf(options, manifest);

  return async (instance) => {
    // A scope of its own, so that nothing set here reaches the routes of the instance it is mounted in.
    await instance.register(async (scope) => {
      scope.addHook('onRequest', (request, reply, done) => {
        refuseUnless(checkHost(request.headers), reply, done);
      });
      await addStaticFiles(scope, options, manifest.id);
      addPage(scope, parts);
      await addApi(scope, parts);
    });
  };
}

function partsOf(options: HostPageOptions, manifest: PluginManifest): Parts {
  const login = options.login ?? defaultLogin();
  const highestRole = options.role ?? 'Admin';
  const { url, secret } = options.controller;
  const dataSources = hostDataSources(options.prometheus);
  const settings = new AppSettings({
    jsonData: () => ({
      controllerUrl: typeof url === 'function' ? url() : url,
      dataSourceUid: STORE_UID,
      ...(options.prometheus !== undefined && { prometheusUid: PROMETHEUS_UID }),
    }),
    secureJsonData: { secret },
  });
  const userOf = ({ headers }: FastifyRequest): LocalUser => ({
    login,
    role: effectiveRole(highestRole, headers.cookie),
  });
  const bootFor = (request: FastifyRequest): BootDataOptions => ({
    manifest,
    user: userOf(request),
    highestRole,
    theme: options.theme ?? 'dark',
    jsonData: settings.jsonData,
    secrets: Object.keys(settings.secureJsonData),
    dataSources,
  });
  return {
    ...options,
    manifest,
    settings,
    dataSources,
    userOf,
    bootFor,
    token: options.token ?? createPageToken(),
  };
}

function requireHostScript(hostDistDir: string): void {
  if (existsSync(join(hostDistDir, 'host.js'))) return;
  throw new Error(`The host page is not built: ${hostDistDir} has no host.js. Run: node standalone/build-host.mjs`);
}

function refuseUnless(verdict: Verdict, reply: FastifyReply, done: () => void): void {
  if (verdict.allowed) return done();
  void reply.code(403).send({ message: verdict.detail });
}

async function addStaticFiles(scope: FastifyInstance, options: HostPageOptions, pluginId: string): Promise<void> {
  const common = {
    decorateReply: false,
    index: false as const,
    setHeaders: (reply: FastifyReply) => void reply.headers(STATIC_HEADERS),
  };
  await scope.register(fastifyStatic, {
    ...common,
    root: options.pluginDistDir,
    prefix: `/public/plugins/${pluginId}/`,
  });
  await scope.register(fastifyStatic, {
    ...common,
    root: join(options.hostDistDir, 'icons'),
    prefix: '/public/build/img/icons/',
    maxAge: '1d',
  });
  await scope.register(fastifyStatic, {
    ...common,
    root: join(options.hostDistDir, 'fonts'),
    prefix: '/public/fonts/',
    maxAge: '1d',
  });
  await scope.register(fastifyStatic, { ...common, root: options.hostDistDir, prefix: '/public/host/' });
}

function addPage(scope: FastifyInstance, { manifest, token, bootFor }: Parts): void {
  const servePage = (request: FastifyRequest, reply: FastifyReply) => {
    const { html, contentSecurityPolicy } = renderPage(bootData(bootFor(request)));
    return reply
      .header('content-security-policy', contentSecurityPolicy)
      .header('cache-control', 'no-store')
      .header('cross-origin-opener-policy', 'same-origin')
      .header('referrer-policy', 'same-origin')
      .header('x-content-type-options', 'nosniff')
      .header('x-frame-options', 'DENY')
      .header('set-cookie', sessionCookie(cookieNameOf(request.socket.localPort ?? 0), token))
      .type('text/html; charset=utf-8')
      .send(html);
  };
  const appPath = `/a/${manifest.id}`;
  scope.get('/', (_request, reply) => reply.redirect(appPath));
  scope.get(appPath, servePage);
  scope.get(`${appPath}/*`, servePage);
  scope.get(`/plugins/${manifest.id}`, servePage);
}

async function addApi(scope: FastifyInstance, parts: Parts): Promise<void> {
  const { manifest, settings, userOf, token } = parts;
  await scope.register(async (api) => {
    api.addHook('onRequest', (request, reply, done) => {
      const cookieName = cookieNameOf(request.socket.localPort ?? 0);
      const { method, headers } = request;
      refuseUnless(checkApiCall({ method, headers, token, cookieName }), reply, done);
    });
    await api.register((proxy, _options, done) => {
      addPluginProxy(proxy, { manifest, userOf, settings });
      done();
    });
    addDataSources(api, parts);
    addSettings(api, parts);
  });
}

function addDataSources(api: FastifyInstance, { store, prometheus, dataSources }: Parts): void {
  const sources = { store: store.query, ...(prometheus !== undefined && { prometheus }) };
  api.post('/api/ds/query', async (request, reply) => {
    const { status, body } = await answerDataSourceQuery(sources, request.body);
    return reply.code(status).send(body);
  });
  api.get('/api/datasources', () => dataSources);
  api.get<{ Params: { uid: string } }>(
    '/api/datasources/uid/:uid',
    ({ params }, reply) =>
      dataSources.find(({ uid }) => uid === params.uid) ?? reply.code(404).send({ message: 'Data source not found' })
  );
  api.get<{ Params: { path: string } }>(
    `/api/datasources/uid/${STORE_UID}/resources/:path`,
    async ({ params, query }, reply) => {
      const { status, body } = await answerResource(store.query, params.path, query);
      return reply.code(status).send(body);
    }
  );
}

function addSettings(api: FastifyInstance, { manifest, settings, userOf, bootFor }: Parts): void {
  const path = `/api/plugins/${manifest.id}/settings`;
  api.get(path, (request) => pluginSettings(bootFor(request)));
  api.post(path, (request, reply) => {
    if (userOf(request).role !== 'Admin') {
      return reply.code(403).send({ message: "You'll need additional permissions to perform this action." });
    }
    const problem = settings.update(request.body);
    return problem === undefined ? { message: 'Plugin settings updated' } : reply.code(400).send({ message: problem });
  });
}
