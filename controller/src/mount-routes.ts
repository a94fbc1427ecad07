import type { FastifyInstance } from 'fastify';
import { addAgentRoutes } from './agents/agent-routes.ts';
import { addJoinTokenRoutes } from './agents/join-token-routes.ts';
import { addProtocolRoutes, addRegisterRoute } from './agents/protocol-routes.ts';
import { addAuditRoutes } from './audit/audit-routes.ts';
import type { ControllerOptions, Parts } from './controller.ts';
import { LOOPBACK_HOSTS } from './http/browser-guard.ts';
import { useJsonBodies } from './http/json-bodies.ts';
import { keepRequestsLight } from './http/light-requests.ts';
import { trackRoutes } from './http/method-fallbacks.ts';
import { measureRequests } from './http/metrics.ts';
import { useOpenApi } from './http/openapi.ts';
import { useProblems } from './http/problems.ts';
import { limitByAddress, limitByAgent } from './http/rate-limits.ts';
import { requestValidator } from './http/request-validator.ts';
import { useRouteAccess } from './http/route-access.ts';
import type { Scope } from './http/scope.ts';
import { addServiceRoutes } from './http/service-routes.ts';
import { addSetupRoute } from './http/setup-route.ts';
import { addScheduleRoutes } from './schedules/schedule-routes.ts';
import { Schedules } from './schedules/schedules.ts';
import { addTargetRoutes } from './targets/target-routes.ts';
import { addSettingsRoute } from './tasks/settings-route.ts';
import { addSummaryRoute } from './tasks/summary-route.ts';
import { addCreateRoutes } from './tasks/task-create-routes.ts';
import { addTaskRoutes } from './tasks/task-routes.ts';
import { VERSION } from './version.ts';

/** The browser polls a running task every second, a page may hold many. */
const DEFAULT_REQUESTS_PER_MINUTE = 6_000;

/** All routes of a controller, on an instance that may have others. */
export async function mountRoutes(instance: FastifyInstance, options: ControllerOptions, parts: Parts): Promise<void> {
  // A context of its own, so that nothing set here reaches the routes of the instance we are mounted in.
  await instance.register(async (plain) => {
    const scope: Scope = plain.withTypeProvider();
    const { metrics, alerts } = parts;
    scope.setValidatorCompiler(requestValidator);
    useProblems(plain);
    keepRequestsLight(plain);
    useJsonBodies(plain);
    useRouteAccess(plain, {
      secrets: options,
      admission: parts.admission,
      joinTokens: parts.joinTokens,
      webhooks: alerts.guard,
      clientCertificates: options.clientCertificates ?? false,
      browser: { allowedHosts: options.allowedHosts ?? LOOPBACK_HOSTS, allowedOrigins: options.allowedOrigins ?? [] },
    });
    measureRequests(plain, metrics.requests);
    const addFallbacks = trackRoutes(plain, [
      { url: '/v1', access: 'read' },
      { url: '/agent', access: 'public' },
      { url: '/webhooks', access: 'public' },
    ]);
    await useOpenApi(plain, VERSION);
    const perMinute = options.requestsPerMinute ?? DEFAULT_REQUESTS_PER_MINUTE;
    await plain.register(async (limited) => {
      await limitByAgent(limited, perMinute);
      const scope: Scope = limited.withTypeProvider();
      addProtocolRoutes(scope, parts);
      parts.policies.addProtocolRoutes(scope);
      parts.experiments.addProtocolRoutes(scope);
    });
    await plain.register(async (limited) => {
      await limitByAddress(limited, perMinute);
      const scope: Scope = limited.withTypeProvider();
      addServiceRoutes(scope, { storage: parts.storage, metrics: metrics.registry });
      addSetupRoute(scope, options, alerts.settings);
      addRegisterRoute(scope, parts);
      addTaskRoutes(scope, parts);
      addSummaryRoute(scope, parts);
      addSettingsRoute(scope, parts);
      addCreateRoutes(scope, parts);
      addScheduleRoutes(scope, { schedules: new Schedules(parts) });
      addTargetRoutes(scope, parts);
      addAgentRoutes(scope, parts);
      addJoinTokenRoutes(scope, parts);
      addAuditRoutes(scope, parts);
      parts.policies.addRoutes(scope);
      parts.experiments.addRoutes(scope);
      alerts.addReadRoutes(scope);
      await alerts.addWebhookRoutes(limited);
    });
    addFallbacks();
  });
}
