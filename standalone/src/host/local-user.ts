/** The one user of the host page: whoever runs it on this machine. */
import type { OrgRole } from './org-roles.ts';

export interface LocalUser {
  readonly login: string;
  readonly role: OrgRole;
}

/**
 * `X-Grafana-Context` as Grafana 12.4 writes it (tests/golden/grafana/plugin-proxy-post-editor.json). Header values
 * are Latin-1, so other characters are written as JSON escapes.
 */
export function grafanaContext({ login, role }: LocalUser): string {
  const context = {
    UserID: 1,
    UserUID: 'local',
    OrgID: 1,
    OrgName: 'Main Org.',
    OrgRole: role,
    Login: login,
    Name: login,
    Email: '',
    EmailVerified: false,
    AuthID: '',
    AuthenticatedBy: 'meshprof-host-page',
    Namespace: 'default',
    IsServiceAccount: false,
    IsGrafanaAdmin: role === 'Admin',
    IsAnonymous: false,
    IsDisabled: false,
    Teams: [],
    FallbackType: 'user',
  };
  return JSON.stringify(context).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  );
}
