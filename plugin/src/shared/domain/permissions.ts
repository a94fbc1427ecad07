import { hasPermission } from '@grafana/runtime';
import { PLUGIN_ID } from '../../constants';

/** Why a control is disabled for this user; undefined if it is not. */
export function reasonNotToOperate(): string | undefined {
  return hasPermission(`${PLUGIN_ID}.tasks:write`)
    ? undefined
    : 'Your role may look at profiles but not start or cancel tasks. Ask an administrator for the Editor role.';
}
