import type { FastifyInstance, HTTPMethods } from 'fastify';
import type { RouteAccess } from './route-access.ts';
import { ProblemError } from './problem-error.ts';
import { SEE_API } from './problems.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route that only answers 404 or 405. */
    refusesMethod?: boolean;
  }
}

/**
 * Answers 405 on the paths of a scope for the methods they do not take, and 404 below its prefixes. As routes of its
 * own, so that the scope's guards come first (a caller without credentials learns nothing about paths) and the
 * instance it is mounted in keeps its own not-found handler. Call before adding routes; run the result after them.
 */
export function trackRoutes(scope: FastifyInstance, prefixes: readonly { url: string; access: RouteAccess }[]) {
  const methods = scope.supportedMethods as HTTPMethods[];
  const known = new Map<string, { methods: Set<string>; access: RouteAccess }>();
  scope.addHook('onRoute', ({ url, method, config }) => {
    const entry = known.get(url) ?? { methods: new Set(), access: config?.access ?? 'public' };
    for (const verb of [method].flat()) entry.methods.add(verb);
    // The least that any of its methods asks: who may do one thing there may know that another is not offered.
    if (config?.access === 'read') entry.access = 'read';
    known.set(url, entry);
  });
  return function addFallbacks(): void {
    for (const [url, { methods: taken, access }] of [...known]) {
      const allow = methods.filter((verb) => taken.has(verb));
      refuse(scope, { url, access, methods: methods.filter((verb) => !taken.has(verb)) }, () => {
        const detail = `This resource takes ${allow.join(', ')}. ${SEE_API}`;
        return new ProblemError('method-not-allowed', detail, { headers: { allow: allow.join(', ') } });
      });
    }
    for (const { url, access } of prefixes) {
      for (const path of [url, `${url}/*`]) {
        refuse(scope, { url: path, access, methods }, () => {
          return new ProblemError('not-found', `There is nothing at this path. ${SEE_API}`);
        });
      }
    }
  };
}

function refuse(
  scope: FastifyInstance,
  route: { url: string; access: RouteAccess; methods: HTTPMethods[] },
  problem: () => ProblemError
): void {
  if (route.methods.length === 0) return;
  scope.route({
    method: route.methods,
    url: route.url,
    exposeHeadRoute: false,
    config: { access: route.access, refusesMethod: true },
    schema: { hide: true },
    // Before the body is read: nothing about it matters here.
    preParsing: () => Promise.reject(problem()),
    handler: () => Promise.reject(problem()),
  });
}
