import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

/**
 * Validates requests by their TypeBox schemas. Bodies are taken as they are. Of a query string only whole decimal
 * numbers become integers: TypeBox's own conversion also takes `true`, `1e3` or `-0.5` for one.
 */
export const requestValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const compiled = Compile(schema);
  const integers = httpPart === 'body' ? [] : integerProperties(schema);
  return (value: unknown) => {
    for (const name of integers) toInteger(value as Record<string, unknown>, name);
    if (compiled.Check(value)) return { value };
    return { error: compiled.Errors(value) as FastifySchemaValidationError[] as unknown as Error };
  };
};

function integerProperties(schema: TSchema): string[] {
  const { properties = {} } = schema as { properties?: Record<string, { type?: string }> };
  return Object.keys(properties).filter((name) => properties[name]?.type === 'integer');
}

function toInteger(values: Record<string, unknown>, name: string): void {
  const text = values[name];
  if (typeof text === 'string' && /^\d{1,16}$/.test(text)) values[name] = Number(text);
}
