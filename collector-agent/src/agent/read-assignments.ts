import {
  type Assignment,
  AssignmentSchema,
  type Assignments,
  AssignmentsSchema,
  StandingAssignmentSchema,
  WatchQuestionSchema,
  WatchSchema,
} from '@meshprof/contracts';
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { targetKey } from './target-key.ts';

/** More than any node has processes worth a session. What is beyond is left out of this list. */
const MAX_ENTRIES = 2_000;

const List = Type.Optional(Type.Array(Type.Unknown()));

/** What the whole answer must look like; its entries are judged one by one, so that a bad one costs itself only. */
export const AssignmentsEnvelopeSchema = Type.Object({
  version: AssignmentsSchema.properties.version,
  assignments: Type.Array(Type.Unknown()),
  standing: List,
  watches: List,
  questions: List,
});

export interface ReadAssignments extends Assignments {
  /** Assignments that cannot be carried out but name their target: to be reported as failed. */
  readonly invalid: readonly { readonly taskId: string; readonly targetId: string; readonly detail: string }[];
  /** Entries that not even name a target, or are too many. */
  readonly ignored: number;
}

const TargetName = Type.Object({
  taskId: AssignmentSchema.properties.taskId,
  targetId: AssignmentSchema.properties.targetId,
});

/** The entries that an agent can act on. The controller may be of another version, wrong or hostile. */
export function readAssignments(envelope: Static<typeof AssignmentsEnvelopeSchema>): ReadAssignments {
  const assignments = new Map<string, Assignment>();
  const invalid: { taskId: string; targetId: string; detail: string }[] = [];
  let ignored = Math.max(0, envelope.assignments.length - MAX_ENTRIES);
  for (const entry of envelope.assignments.slice(0, MAX_ENTRIES)) {
    if (Value.Check(AssignmentSchema, entry)) {
      if (!assignments.has(targetKey(entry))) assignments.set(targetKey(entry), entry);
    } else if (Value.Check(TargetName, entry)) {
      const { taskId, targetId } = entry;
      invalid.push({ taskId, targetId, detail: whatIsWrong(entry) });
    } else ignored += 1;
  }
  const standing = validOnes(StandingAssignmentSchema, envelope.standing);
  const watches = validOnes(WatchSchema, envelope.watches);
  const questions = validOnes(WatchQuestionSchema, envelope.questions);
  ignored += standing.ignored + watches.ignored + questions.ignored;
  return {
    version: envelope.version,
    assignments: [...assignments.values()],
    ...(envelope.standing !== undefined && { standing: standing.entries }),
    ...(envelope.watches !== undefined && { watches: watches.entries }),
    ...(envelope.questions !== undefined && { questions: questions.entries }),
    invalid,
    ignored,
  };
}

function validOnes<T extends TSchema>(schema: T, list: readonly unknown[] = []) {
  const entries = list.slice(0, MAX_ENTRIES).filter((entry): entry is Static<T> => Value.Check(schema, entry));
  return { entries, ignored: list.length - entries.length };
}

function whatIsWrong(entry: unknown): string {
  const problem = Value.Errors(AssignmentSchema, entry)[0];
  return problem === undefined ? '' : `${problem.instancePath.slice(1)} ${problem.message}.`.trim().slice(0, 300);
}
