export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface FlameGraph {
  readonly names: readonly string[];
  /** Four numbers a node: gap to the node before it, total, self, name. */
  readonly levels: readonly { readonly values: readonly string[] }[];
}

/** Asks Pyroscope's query API, of whoever answers on this port. */
export class Querier {
  readonly #url: string;

  constructor(port: number) {
    this.#url = `http://127.0.0.1:${port}/querier.v1.QuerierService`;
  }

  async ask(method: string, request: unknown): Promise<Answer> {
    const response = await fetch(`${this.#url}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    return { status: response.status, body: await response.json() };
  }

  /** @throws Error with the answer unless it is a good one. */
  async get<T>(method: string, request: unknown): Promise<T> {
    const { status, body } = await this.ask(method, request);
    if (status !== 200) throw new Error(`${method} ${JSON.stringify(request)}: ${status} ${JSON.stringify(body)}`);
    return body as T;
  }
}

/** Own value of each stack, from the root, with names joined by `;`. Knows nothing of how either store makes a graph. */
export function selfByStack({ names, levels }: FlameGraph): Map<string, number> {
  const selfs = new Map<string, number>();
  let parents: { readonly end: number; readonly stack: string }[] = [];
  for (const [depth, { values }] of levels.entries()) {
    const nodes: typeof parents = [];
    let x = 0;
    let parent = 0;
    for (let i = 0; i < values.length; i += 4) {
      const [gap, total, self, name] = values.slice(i, i + 4).map(Number) as [number, number, number, number];
      x += gap;
      while (depth > 0 && parents[parent]!.end <= x) parent += 1;
      const stack = depth === 0 ? names[name]! : `${parents[parent]!.stack};${names[name]}`;
      x += total;
      nodes.push({ end: x, stack });
      if (self > 0) selfs.set(stack, (selfs.get(stack) ?? 0) + self);
    }
    parents = nodes;
  }
  return selfs;
}
