import { APP } from './app-path.ts';
import type { RunningMeshprof } from './running-meshprof.ts';

/** Calls the host page's API as its own page does: with the cookie that loading the page sets. */
export async function openPageSession({ url }: RunningMeshprof) {
  const page = await fetch(url + APP);
  const cookie = page.headers.getSetCookie().map((header) => header.split(';')[0]);
  return {
    post: async <T>(apiPath: string, body: unknown): Promise<T> => {
      const response = await fetch(`${url}${apiPath}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie: cookie.join('; '), origin: url },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`POST ${apiPath}: ${response.status} ${text}`);
      return JSON.parse(text) as T;
    },
  };
}
