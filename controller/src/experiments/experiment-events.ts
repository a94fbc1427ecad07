import type { ExperimentState } from '@meshprof/contracts';
import type { EventLog } from '../events/event-log.ts';
import type { ExperimentRow } from './experiment-rows.ts';

const BAD_STATES: readonly ExperimentState[] = ['aborted', 'restore-failed'];

export function emitExperimentChanged(events: EventLog, row: ExperimentRow, from: ExperimentState | undefined): void {
  const why = [row.abort_reason, row.detail].filter((part) => part !== null && part !== '').join(': ');
  events.emit({
    name: 'meshprof.experiment.state',
    body: `experiment ${row.id} is ${row.state}${why === '' ? '' : ` (${why})`}`,
    isBad: BAD_STATES.includes(row.state),
    attributes: {
      experiment_id: row.id,
      state: row.state,
      author: row.author,
      node: row.node,
      ...(from !== undefined && { previous_state: from }),
      ...(row.agent_id !== null && { agent_id: row.agent_id }),
      ...(row.approved_by !== null && { approved_by: row.approved_by }),
      ...(row.abort_reason !== null && { reason_code: row.abort_reason }),
    },
  });
}
