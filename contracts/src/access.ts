/**
 * Access to the controller's /v1 API. The plugin's route (never the browser) sets both headers; the controller checks
 * secret, level and method. Levels are ordered: each includes those before it.
 */
export const ACCESS_LEVELS = ['read', 'operate', 'experiment', 'admin'] as const;
export type AccessLevel = (typeof ACCESS_LEVELS)[number];

export const SECRET_HEADER = 'x-meshprof-secret';
export const ACCESS_HEADER = 'x-meshprof-access';
/** JSON of the signed-in user, set by Grafana's plugin proxy; trusted only together with the secret. */
export const GRAFANA_CONTEXT_HEADER = 'x-grafana-context';

export const PLUGIN_ID = 'meshprof-profiling-app';
