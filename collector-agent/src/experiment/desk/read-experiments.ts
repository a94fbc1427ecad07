import {
  type ExperimentAssignment,
  ExperimentAssignmentSchema,
  ExperimentAssignmentsSchema,
} from '@meshprof/contracts';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

/** One runs at a time; a controller that sends more than this is not one. */
const MAX_ENTRIES = 100;

/** What the whole answer must look like; its entries are judged one by one, so that a bad one costs itself only. */
export const ExperimentsEnvelopeSchema = Type.Object({
  version: ExperimentAssignmentsSchema.properties.version,
  experiments: Type.Array(Type.Unknown()),
});

export interface ReadExperiments {
  readonly version: number;
  readonly experiments: readonly ExperimentAssignment[];
  /** Experiments that this version cannot read: to be reported as such. */
  readonly invalid: readonly { readonly experimentId: string; readonly detail: string }[];
}

const Named = Type.Object({ experimentId: ExperimentAssignmentSchema.properties.experimentId });

/** The entries that an agent can act on. The controller may be of another version, wrong or hostile. */
export function readExperiments({ version, experiments }: Static<typeof ExperimentsEnvelopeSchema>): ReadExperiments {
  const entries = experiments.slice(0, MAX_ENTRIES);
  return {
    version,
    experiments: entries.filter((entry) => Value.Check(ExperimentAssignmentSchema, entry)),
    invalid: entries.flatMap((entry) => {
      if (Value.Check(ExperimentAssignmentSchema, entry) || !Value.Check(Named, entry)) return [];
      return [{ experimentId: entry.experimentId, detail: whatIsWrong(entry) }];
    }),
  };
}

function whatIsWrong(entry: unknown): string {
  const problem = Value.Errors(ExperimentAssignmentSchema, entry)[0];
  return problem === undefined ? '' : `${problem.instancePath.slice(1)} ${problem.message}`.slice(0, 300);
}
