/**
 * Moves every schema with a title to `components/schemas` and refers to it, so that the document names Task, Target
 * and Problem once and generated clients get types with these names. Two different schemas must not share a title.
 */
export function shareTitledSchemas<T extends object>(document: T): T {
  const shared: Record<string, unknown> = {};
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== 'object' || node === null) return node;
    const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, visit(value)]));
    if (!isTitledSchema(copy)) return copy;
    const known = shared[copy.title];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(copy)) {
      throw new Error(`two different schemas have the title ${copy.title}`);
    }
    shared[copy.title] = copy;
    return { $ref: `#/components/schemas/${copy.title}` };
  };
  const { paths, components, ...rest } = document as { paths?: unknown; components?: { schemas?: object } };
  const visited = visit(paths);
  return {
    ...rest,
    components: { ...components, schemas: { ...components?.schemas, ...shared } },
    paths: visited,
  } as T;
}

/** A title names a schema only where it stands beside a schema's own keywords (`info.title` and examples do not). */
function isTitledSchema(node: Record<string, unknown>): node is { title: string } {
  return typeof node.title === 'string' && ['type', 'anyOf', 'allOf', 'oneOf'].some((keyword) => keyword in node);
}
