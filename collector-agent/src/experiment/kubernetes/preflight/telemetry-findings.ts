import type { ExperimentFinding } from '@meshprof/contracts';
import { nameOf } from '../cluster/cluster-object.ts';
import { EXPERIMENT_ANNOTATION } from '../cluster/object-names.ts';
import type { Telemetry } from '../cluster/telemetry-object.ts';
import { ownerOf } from './owner-of.ts';
import { error, info, warning } from '../../drivers/finding.ts';
import type { Situation } from './read-situation.ts';

/** What the Telemetry objects that are there mean for an experiment. */
export function telemetryFindings(situation: Situation): ExperimentFinding[] {
  const { levels, plan, rootProblem } = situation;
  return [
    ...duplicateFindings(situation),
    ...(levels.workload[0] === undefined ? [] : ownerFindings(levels.workload[0])),
    ...otherExperiment(levels.workload[0], plan.experimentId),
    ...(rootProblem === '' ? [] : [rootUnread(rootProblem)]),
    whatIsWritten(situation),
  ];
}

function duplicateFindings({ levels }: Situation): ExperimentFinding[] {
  const names = (objects: readonly Telemetry[]) => objects.map(nameOf).join(', ');
  const wide = [levels.root, levels.namespace].filter((objects) => objects.length > 1);
  const findings = wide.map((objects) =>
    warning(
      'telemetry-duplicate-wide',
      `Several Telemetry objects without a selector are in one namespace (${names(objects)}): istiod takes the oldest, and versions differ in what they do with the rest.`,
      'Make one of them.'
    )
  );
  if (levels.workload.length < 2) return findings;
  const several = error(
    'telemetry-duplicate-workload',
    `Several Telemetry objects select this workload (${names(levels.workload)}): some versions of istiod take the oldest alone, others merge them in the order of creation.`,
    'Make one of them, then run the experiment.'
  );
  return [...findings, several];
}

function ownerFindings(object: Telemetry): ExperimentFinding[] {
  const owner = ownerOf(object);
  if (owner === undefined) return [];
  const sentence = `Telemetry ${nameOf(object)} is kept by ${owner.title}`;
  if (!owner.putsBack) {
    return [
      warning(
        'telemetry-owner',
        `${sentence}: an upgrade meanwhile would end the experiment.`,
        'Release nothing meanwhile.'
      ),
    ];
  }
  return [
    error('gitops-owner', `${sentence}, which would put its own values back in the middle of a slot.`, owner.remedy),
  ];
}

function otherExperiment(object: Telemetry | undefined, experimentId: string): ExperimentFinding[] {
  const other = object?.metadata.annotations?.[EXPERIMENT_ANNOTATION];
  if (object === undefined || other === undefined || other === experimentId) return [];
  return [
    error(
      'another-experiment',
      `Telemetry ${nameOf(object)} is turned by experiment ${other}.`,
      `Wait for it, or end it: meshprof experiment abort ${other}.`
    ),
  ];
}

const rootUnread = (problem: string): ExperimentFinding =>
  warning(
    'root-telemetry-unread',
    `Telemetry objects of the mesh's root namespace could not be read (${problem}), so what they set is not known.`,
    'Grant list on telemetries.telemetry.istio.io there.'
  );

function whatIsWritten({ levels, plan, workload }: Situation): ExperimentFinding {
  const name = `${plan.namespace}/${plan.name}`;
  if (levels.workload.length === 0) {
    return info(
      'own-telemetry',
      `Telemetry ${name} is made for workload ${workload}, and deleted at the end.`,
      'All pods of the workload follow it, not only the one that is measured.'
    );
  }
  return info(
    'existing-telemetry',
    `Telemetry ${name} already selects workload ${workload}: its tracing, accessLogging and metrics are changed, and put back with their owners at the end.`,
    'Change nothing in it meanwhile: that ends the experiment.'
  );
}
