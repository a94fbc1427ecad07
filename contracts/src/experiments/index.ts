export * from './agent-protocol.ts';
export * from './knobs.ts';
export * from './plan.ts';
export * from './report.ts';
export * from './slots.ts';
export * from './spec.ts';
export * from './states.ts';
export * from './views.ts';
