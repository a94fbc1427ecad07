import type { KyselyPlugin, RootOperationNode, SelectModifierNode } from 'kysely';

/**
 * Lets a query say `forUpdate()` whatever the database: SQLite, whose transactions here come one after the other, has
 * no row locks and no words for them.
 */
export class WithoutRowLocks implements KyselyPlugin {
  transformQuery({ node }: { node: RootOperationNode }): RootOperationNode {
    if (node.kind !== 'SelectQueryNode' || node.endModifiers === undefined) return node;
    return { ...node, endModifiers: node.endModifiers.filter((modifier) => !isRowLock(modifier)) };
  }

  transformResult<T>({ result }: { result: T }): Promise<T> {
    return Promise.resolve(result);
  }
}

function isRowLock({ modifier }: SelectModifierNode): boolean {
  return modifier !== undefined && modifier !== 'Distinct';
}
