import { type TSchema, Type } from 'typebox';

export const PageQuerySchema = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
  cursor: Type.Optional(Type.String({ maxLength: 512, description: 'nextCursor of the page before' })),
});

/** A page of a list: `nextCursor` is absent on the last page. */
export function pageOf<T extends TSchema>(item: T, title: string) {
  return Type.Object({ items: Type.Array(item), nextCursor: Type.Optional(Type.String()) }, { title });
}

export interface Page<T> {
  items: T[];
  nextCursor?: string;
}
