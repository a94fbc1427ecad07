import React, { useState } from 'react';
import { Collapse, Stack } from '@grafana/ui';
import {
  AGENT_CPU_PERCENT_LIMITS,
  FLIGHT_RECORDER_MAX_MS,
  MAX_TARGETS_LIMITS,
  MIN_WAIT_LIMITS_US,
  OFF_CPU_DEFAULTS,
  STACKS_PER_SECOND_LIMITS,
  STALL_THRESHOLD_LIMITS_MS,
  TASK_DEFAULTS,
} from '@meshprof/contracts';
import { useFormContext } from 'react-hook-form';
import { t } from '@shared/domain/t';
import type { TaskForm } from '@shared/domain/task-form/task-form';
import { CheckField } from '@shared/ui/task-form/CheckField';
import { NumberField } from '@shared/ui/task-form/NumberField';
import { testIds } from '../../../test-ids';

const FIELDS = [
  'maxTargets',
  'agentCpuPercent',
  'beforeSeconds',
  'stallThresholdMs',
  'stacksPerSecond',
  'minWaitUs',
] as const satisfies Array<keyof TaskForm>;

/** What most tasks leave as it is. Opens by itself where a template or an error concerns it. */
export function AdvancedFields() {
  const { watch, formState } = useFormContext<TaskForm>();
  const form = watch();
  const hasError = FIELDS.some((field) => formState.errors[field]);
  const [isOpened, setIsOpened] = useState<boolean>();
  const isOpen = isOpened ?? (hasError || differs(form));
  return (
    <div data-testid={testIds.newTask.advanced}>
      <Collapse
        label={t('new-task.advanced.label', 'Limits, flight recorder and details of waits')}
        isOpen={isOpen}
        onToggle={setIsOpened}
      >
        <Stack direction="column" gap={2}>
          <NumberField
            name="maxTargets"
            label={t('new-task.advanced.max-targets', 'Processes at most')}
            description={t(
              'new-task.advanced.max-targets-description',
              'Where more match, an unbiased choice of them is profiled'
            )}
            unit={t('new-task.advanced.processes', 'processes')}
            limits={MAX_TARGETS_LIMITS}
            wholeNumbers
          />
          <NumberField
            name="agentCpuPercent"
            label={t('new-task.advanced.cpu', 'CPU of the agent for one process, at most')}
            description={t(
              'new-task.advanced.cpu-description',
              'In percent of one CPU. A session that needs more ends early and keeps what it has'
            )}
            unit="%"
            limits={AGENT_CPU_PERCENT_LIMITS}
            placeholder={t('new-task.advanced.no-limit', 'No limit')}
            wholeNumbers
          />
          <NumberField
            name="beforeSeconds"
            label={t('new-task.advanced.before', 'Also the time before')}
            description={t(
              'new-task.advanced.before-description',
              'From the flight recorder, for processes where a policy keeps one'
            )}
            unit={t('new-task.advanced.seconds', 's')}
            limits={{ min: 0, max: FLIGHT_RECORDER_MAX_MS / 1000 }}
            disabled={form.start === 'repeat'}
          />
          <CheckField
            name="stalls"
            disabled={!form.offCpu}
            label={t('new-task.advanced.stalls', 'Stalls of event loops')}
            description={t(
              'new-task.advanced.stalls-description',
              'What a loop did while it did not look for events for longer than the threshold'
            )}
          />
          <NumberField
            name="stallThresholdMs"
            label={t('new-task.advanced.stall-threshold', 'Threshold of a stall')}
            unit="ms"
            limits={{ ...STALL_THRESHOLD_LIMITS_MS, min: 1 }}
            placeholder={String(OFF_CPU_DEFAULTS.stallThresholdMs)}
            disabled={!form.offCpu || !form.stalls}
            wholeNumbers
          />
          <NumberField
            name="stacksPerSecond"
            label={t('new-task.advanced.stacks', 'Stacks of waits a second, for a node')}
            description={t(
              'new-task.advanced.stacks-description',
              'Beyond it waits are sampled, and the sums stay exact. 0: sums without stacks'
            )}
            unit={t('new-task.advanced.per-second', '/s')}
            limits={STACKS_PER_SECOND_LIMITS}
            placeholder={t('new-task.advanced.stacks-default', '{{count}} for each CPU', {
              count: OFF_CPU_DEFAULTS.stacksPerSecondAndCpu,
            })}
            disabled={!form.offCpu}
            wholeNumbers
          />
          <NumberField
            name="minWaitUs"
            label={t('new-task.advanced.min-wait', 'Shortest wait that gets a stack')}
            description={t(
              'new-task.advanced.min-wait-description',
              'Shorter waits stay in all sums, as one row without a stack. The smallest value of the tasks on a node holds'
            )}
            unit="µs"
            limits={MIN_WAIT_LIMITS_US}
            placeholder="0"
            disabled={!form.offCpu}
            wholeNumbers
          />
        </Stack>
      </Collapse>
    </div>
  );
}

const differs = ({ maxTargets, beforeSeconds, stalls, stallThresholdMs, ...form }: TaskForm) =>
  maxTargets !== TASK_DEFAULTS.maxTargets ||
  beforeSeconds > 0 ||
  !stalls ||
  stallThresholdMs !== OFF_CPU_DEFAULTS.stallThresholdMs ||
  [form.agentCpuPercent, form.stacksPerSecond, form.minWaitUs].some(Number.isFinite);
