export { loadAlertSettings } from './alerts/load-alert-settings.ts';
export { createController } from './controller.ts';
export type { Controller, ControllerOptions } from './controller.ts';
export type { EventLog, EventLogOptions, StateEvent } from './events/event-log.ts';
export { SERVER_OPTIONS } from './http/server-options.ts';
export { sendNotFound } from './http/problems.ts';
