import { LONG_AGENT_FAULTS, SHORT_AGENT_FAULTS } from './agent-faults.ts';
import { LONG_CONTROLLER_FAULTS, SHORT_CONTROLLER_FAULTS } from './controller-faults.ts';
import { LONG_ENDPOINT_FAULTS, SHORT_ENDPOINT_FAULTS } from './endpoint-faults.ts';
import type { Fault } from './fault.ts';

/** Over within seconds: run on every change. */
export const SHORT_FAULTS: readonly Fault[] = [
  ...SHORT_AGENT_FAULTS,
  ...SHORT_CONTROLLER_FAULTS,
  ...SHORT_ENDPOINT_FAULTS,
];

/** Longer than what each side waits for the other: minutes each. */
export const LONG_FAULTS: readonly Fault[] = [...LONG_AGENT_FAULTS, ...LONG_CONTROLLER_FAULTS, ...LONG_ENDPOINT_FAULTS];
