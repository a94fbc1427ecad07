import { hasPermission } from '@grafana/runtime';
import { PLUGIN_ID } from '../../constants';
import { t } from './t';

/** Actions that plugin.json declares, grants to roles and asks for on its routes. */
const may = (action: 'tasks:read' | 'tasks:write' | 'experiments:write') => hasPermission(`${PLUGIN_ID}.${action}`);

/** Why this user sees nothing of the app; undefined if that is not so. */
export const reasonNotToRead = (): string | undefined =>
  may('tasks:read')
    ? undefined
    : t(
        'permissions.read',
        'Your role lacks the permission to see targets, tasks and profiles. Ask an administrator for the role “Meshprof reader”.'
      );

/** Why a control that starts, cancels or changes something is disabled for this user; undefined if it is not. */
export const reasonNotToOperate = (): string | undefined =>
  may('tasks:write')
    ? undefined
    : t(
        'permissions.operate',
        'Your role may look at profiles but not start or cancel tasks. Ask an administrator for the Editor role.'
      );

/** The same for what only administrators do: agents, join tokens, audit log, experiments. */
export const reasonNotToAdminister = (): string | undefined =>
  may('experiments:write')
    ? undefined
    : t('permissions.administer', 'Only administrators may do this. Ask one, or for the Admin role.');
