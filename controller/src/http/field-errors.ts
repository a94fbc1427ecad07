import type { Problem } from '@meshprof/contracts';
import type { FastifySchemaValidationError } from 'fastify';

/** A client that sends a thousand wrong fields learns enough from the first few. */
const MAX_ERRORS = 20;

/** Validation errors as JSON pointers to the offending (or missing, or unknown) property. */
export function fieldErrors(validation: readonly FastifySchemaValidationError[]): NonNullable<Problem['errors']> {
  return validation.flatMap(pointers).slice(0, MAX_ERRORS);
}

function pointers({
  keyword,
  instancePath,
  params,
  message,
}: FastifySchemaValidationError): NonNullable<Problem['errors']> {
  // An unknown property is reported twice: by its name, and as a value that `false` does not allow.
  if (keyword === 'boolean') return [];
  const at = (name: unknown, text: string) => ({
    path: `${instancePath}/${escapePointer(String(name))}`,
    message: text,
  });
  if (Array.isArray(params.requiredProperties)) return params.requiredProperties.map((name) => at(name, 'is required'));
  if (Array.isArray(params.additionalProperties)) {
    return params.additionalProperties.map((name) => at(name, 'is not a known property'));
  }
  if (Array.isArray(params.allowedValues)) {
    return [{ path: instancePath, message: `must be one of ${params.allowedValues.join(', ')}` }];
  }
  return [{ path: instancePath, message: message ?? 'is not valid' }];
}

/** RFC 6901. Names come from the client and may be of any length. */
function escapePointer(name: string): string {
  return name.slice(0, 200).replaceAll('~', '~0').replaceAll('/', '~1');
}
