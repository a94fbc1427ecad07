import { PLUGIN_ID } from '@meshprof/contracts';

/** Where the app's pages are, in Grafana and in the host page. */
export const APP = `/a/${PLUGIN_ID}`;
