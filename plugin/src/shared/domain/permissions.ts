import { hasPermission } from '@grafana/runtime';
import { PLUGIN_ID } from '../../constants';
import { t } from './t';

/** Grafana's own action: annotations without a dashboard belong to the organisation. */
export const mayAnnotate = (): boolean => hasPermission('annotations:create');

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

/** The same for experiments, which change what a proxy in use does. */
export const reasonNotToExperiment = (): string | undefined =>
  may('experiments:write')
    ? undefined
    : t(
        'permissions.experiment',
        'Your role may read experiments but not change the mesh for one. Ask an administrator for the role “Meshprof experimenter”, which Admins have.'
      );

/** The same for what only administrators do: agents, join tokens, audit log. */
export const reasonNotToAdminister = (): string | undefined =>
  may('experiments:write')
    ? undefined
    : t('permissions.administer', 'Only administrators may do this. Ask one, or for the Admin role.');
