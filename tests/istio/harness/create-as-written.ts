import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';

/**
 * Creates an object exactly as it is written: the client library's models lose fields of a CustomResourceDefinition that
 * they do not know.
 */
export async function createAsWritten(place: { url: string; token: string }, object: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${place.token}`, 'content-type': 'application/json' };
  const asked = request(place.url, { method: 'POST', headers, rejectUnauthorized: false, agent: false });
  asked.end(JSON.stringify(object));
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const text = (await response.setEncoding('utf8').toArray()).join('');
  if (response.statusCode !== 201) throw new Error(`HTTP ${response.statusCode}: ${text.slice(0, 500)}`);
}
