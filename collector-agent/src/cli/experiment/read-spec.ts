import { ExperimentSpecSchema, KnobValueSchema, KNOBS } from '@meshprof/contracts';
import { schemaMessage } from '@meshprof/settings';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { parseDocument } from 'yaml';

export type ReadSpec = { readonly ok: true; readonly value: object } | { readonly ok: false; readonly message: string };

/** YAML, of which JSON is a part. Without aliases: a few lines of them can stand for gigabytes. */
export function readSpec(text: string): ReadSpec {
  const document = parseDocument(text, { prettyErrors: true });
  const [problem] = document.errors;
  if (problem !== undefined) return { ok: false, message: problem.message.split('\n', 1)[0]?.replace(/:$/, '') ?? '' };
  try {
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ok: true, value };
    return { ok: false, message: 'it holds no mapping with driver, target, baseline, variants and load' };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

/** What the schema refuses: one sentence a value, with its JSON pointer. */
export function specProblems(spec: unknown): string[] {
  const sentences = new Map<string, string>();
  for (const { instancePath, message } of Value.Errors(ExperimentSpecSchema, spec)) {
    const knobPath = /^(\/baseline|\/variants\/\d+)\/knobs\/\d+/.exec(instancePath)?.[0];
    // Of a union each member complains; only the one that the knob's name chooses has anything to say.
    if (knobPath !== undefined) sentences.set(knobPath, knobProblem(knobPath, Value.Pointer.Get(spec, knobPath)));
    else if (!sentences.has(instancePath)) sentences.set(instancePath, problemText(instancePath, message));
  }
  return [...sentences.values()].slice(0, MAX_PROBLEMS);
}

const MAX_PROBLEMS = 10;

function problemText(path: string, message: string): string {
  return `${path || '/'} ${schemaMessage(message)}`;
}

function knobProblem(path: string, value: unknown): string {
  const id = typeof value === 'object' && value !== null && 'knob' in value ? value.knob : undefined;
  const members: readonly TSchema[] = KnobValueSchema.anyOf;
  const schema = members.find((member) => Value.Check(knobOf(member), { knob: id }));
  if (schema === undefined) {
    const names = KNOBS.map((knob) => knob.id).join(', ');
    return `${path}/knob must be one of ${names}`;
  }
  const [error] = Value.Errors(schema, value);
  return problemText(`${path}${error?.instancePath ?? ''}`, error?.message ?? 'is not valid');
}

/** The part of a knob's schema that names it. */
function knobOf(member: TSchema): TSchema {
  const { properties } = member as TSchema & { readonly properties: Readonly<Record<string, TSchema>> };
  return { type: 'object', required: ['knob'], properties: { knob: properties.knob } };
}
