import { controllerApi } from '../harness/controller-api.ts';
import { type RunningMeshprof, startMeshprof } from '../harness/running-meshprof.ts';

/** What the specs look at: the page's address, and the controller's own API to prepare things with. */
export type Product = Pick<RunningMeshprof, 'url' | 'api'> & Partial<Pick<RunningMeshprof, 'stateDir' | 'ports'>>;

/** A running Grafana with the app, instead of the host page: docs in README.md here. */
export const grafanaUrl = process.env.GRAFANA_URL?.replace(/\/$/, '');

/** Starts everything in the host page, or takes the Grafana, controller and agent that run already. */
export async function openProduct(): Promise<{ product: Product; close: () => Promise<unknown> }> {
  if (grafanaUrl === undefined) {
    const meshprof = await startMeshprof();
    return { product: meshprof, close: () => meshprof.stop() };
  }
  const { MESHPROF_URL: controllerUrl, MESHPROF_TOKEN: token } = process.env;
  if (!controllerUrl || !token) {
    throw new Error('With GRAFANA_URL set MESHPROF_URL and MESHPROF_TOKEN to the controller behind it, too');
  }
  const api = controllerApi(controllerUrl, token);
  return { product: { url: grafanaUrl, api }, close: () => Promise.resolve() };
}
