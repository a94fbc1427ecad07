/** GET or POST on a controller's API; throws with the answer's body unless it is a good one. */
export type ControllerApi = <T>(method: 'GET' | 'POST', apiPath: string, body?: unknown) => Promise<T>;

export const controllerApi =
  (url: string, token: string): ControllerApi =>
  async <T>(method: 'GET' | 'POST', apiPath: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${url}${apiPath}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${apiPath}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  };
