import { readFileSync } from 'node:fs';
import { PORTS } from '@meshprof/contracts';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { ORG_ROLES } from '../host/org-roles.ts';
import { LimitsSchema, RetentionSchema } from '../store/store-config.ts';

const closed = { additionalProperties: false };
const PortSchema = Type.Integer({ minimum: 1, maximum: 65_535 });

/** The YAML file of `--config`: all keys are optional; options and environment variables win over it. */
export const StartConfigSchema = Type.Object(
  {
    stateDir: Type.Optional(Type.String({ minLength: 1 })),
    otlpEndpoint: Type.Optional(Type.String({ pattern: '^https?://' })),
    alertsFile: Type.Optional(Type.String({ minLength: 1 })),
    prometheusUrl: Type.Optional(Type.String({ pattern: '^https?://' })),
    role: Type.Optional(Type.Union(ORG_ROLES.map((role) => Type.Literal(role)))),
    ports: Type.Optional(
      Type.Partial(Type.Object(Object.fromEntries(Object.keys(PORTS).map((name) => [name, PortSchema]))), closed)
    ),
    demo: Type.Optional(
      Type.Object(
        {
          enabled: Type.Optional(Type.Boolean()),
          prometheus: Type.Optional(Type.Boolean()),
          logToFile: Type.Optional(Type.Boolean()),
          profiling: Type.Optional(Type.Boolean()),
        },
        closed
      )
    ),
    store: Type.Optional(
      Type.Object(
        {
          retention: Type.Optional(Type.Partial(RetentionSchema, closed)),
          limits: Type.Optional(Type.Partial(LimitsSchema, closed)),
        },
        closed
      )
    ),
  },
  { title: 'StartConfig', ...closed }
);
export type StartConfig = Static<typeof StartConfigSchema>;

export type ReadConfigResult = { ok: true; config: StartConfig } | { ok: false; problem: string };

/** The message of an unreadable or invalid file names the file, the key and what is expected, in one sentence. */
export function readConfigFile(file: string): ReadConfigResult {
  let content: unknown;
  try {
    content = parse(readFileSync(file, 'utf8')) ?? {};
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { ok: false, problem: `The configuration file ${file} cannot be read: ${why}` };
  }
  const error = Value.Errors(StartConfigSchema, content)[0];
  if (!error) return { ok: true, config: content as StartConfig };
  const key = error.instancePath.slice(1).replaceAll('/', '.');
  // An unknown key fails against the schema `false` that closes its object.
  if (error.keyword === 'boolean')
    return { ok: false, problem: `The configuration file ${file} has the unknown key "${key}".` };
  return {
    ok: false,
    problem: `The configuration file ${file} is not valid at ${key || 'the top level'}: ${error.message}.`,
  };
}
