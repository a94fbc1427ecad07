/**
 * The host page: serves the built Grafana app outside Grafana, at the URLs it has there, and imitates the few parts of
 * Grafana's HTTP API that the app calls. For one person on one machine; see page-session.ts for who is kept out.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { StoreQuery } from '../store/store-types.ts';
import { type BootDataOptions, bootData, pluginSettings, STORE_DATA_SOURCE, type Theme } from './boot-data.ts';
import { answerDataSourceQuery } from './data-source-query.ts';
import { defaultLogin, type LocalUser } from './local-user.ts';
import { renderPage } from './page-html.ts';
import { checkApiCall, checkHost, cookieNameOf, createPageToken, sessionCookie, type Verdict } from './page-session.ts';
import { type OrgRole, readPluginManifest } from './plugin-manifest.ts';
import { addPluginProxy } from './plugin-proxy.ts';

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
  /** Value of the session cookie. Default: random, so that every start makes earlier pages reload. */
  readonly token?: string;
  /** Role of the local user. Default Admin. */
  readonly role?: OrgRole;
  /** Name of the local user, the author of tasks. Default: the account that runs the process. */
  readonly login?: string;
  /** Colours until somebody toggles them. Default dark. */
  readonly theme?: Theme;
}

interface Parts extends HostPageOptions {
  readonly boot: () => BootDataOptions;
  readonly user: LocalUser;
  readonly token: string;
}

const STATIC_HEADERS = { 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin' };

/** Throws at once if the plugin or the page's script was not built. The instance it is mounted in must listen on loopback. */
export function createHostPage(options: HostPageOptions): FastifyPluginAsync {
  const manifest = readPluginManifest(options.pluginDistDir);
  requireHostScript(options.hostDistDir);
  const user: LocalUser = { login: options.login ?? defaultLogin(), role: options.role ?? 'Admin' };
  const { url } = options.controller;
  const controllerUrl = typeof url === 'function' ? url : () => url;
  const boot = () => ({ manifest, user, theme: options.theme ?? 'dark', controllerUrl: controllerUrl() });
  const parts: Parts = { ...options, boot, user, token: options.token ?? createPageToken() };

  return async (instance) => {
    // A scope of its own, so that nothing set here reaches the routes of the instance it is mounted in.
    await instance.register(async (scope) => {
      scope.addHook('onRequest', (request, reply, done) => {
        refuseUnless(checkHost(request.headers), reply, done);
      });
      await addStaticFiles(scope, options, manifest.id);
      addPage(scope, { appPath: `/a/${manifest.id}`, token: parts.token, render: () => renderPage(bootData(boot())) });
      await addApi(scope, parts);
    });
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

interface PageParts {
  readonly appPath: string;
  readonly token: string;
  readonly render: () => { html: string; contentSecurityPolicy: string };
}

function addPage(scope: FastifyInstance, { appPath, token, render }: PageParts): void {
  const servePage = (request: FastifyRequest, reply: FastifyReply) => {
    const { html, contentSecurityPolicy } = render();
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
  scope.get('/', (_request, reply) => reply.redirect(appPath));
  scope.get(appPath, servePage);
  scope.get(`${appPath}/*`, servePage);
}

async function addApi(scope: FastifyInstance, { boot, controller, store, token, user }: Parts): Promise<void> {
  await scope.register(async (api) => {
    api.addHook('onRequest', (request, reply, done) => {
      const cookieName = cookieNameOf(request.socket.localPort ?? 0);
      const { method, headers } = request;
      refuseUnless(checkApiCall({ method, headers, token, cookieName }), reply, done);
    });
    const { manifest } = boot();
    await api.register((proxy, _options, done) => {
      addPluginProxy(proxy, {
        manifest,
        user,
        settings: () => ({
          jsonData: { controllerUrl: boot().controllerUrl },
          secureJsonData: { secret: controller.secret },
        }),
      });
      done();
    });
    api.post('/api/ds/query', async (request, reply) => {
      const { status, body } = await answerDataSourceQuery(store.query, request.body);
      return reply.code(status).send(body);
    });
    api.get('/api/datasources', () => [STORE_DATA_SOURCE]);
    api.get<{ Params: { uid: string } }>('/api/datasources/uid/:uid', ({ params }, reply) =>
      params.uid === STORE_DATA_SOURCE.uid
        ? STORE_DATA_SOURCE
        : reply.code(404).send({ message: 'Data source not found' })
    );
    api.get(`/api/plugins/${manifest.id}/settings`, () => pluginSettings(boot()));
  });
}
