import path from 'node:path';
import { ORG_ROLES, type OrgRole } from '../../standalone/src/host/org-roles.ts';

export { ORG_ROLES as ROLES, type OrgRole as Role };

/** People of a real Grafana, one a role; `auth.setup` logs them in. The administrator must exist. */
export const grafanaUsers: Record<OrgRole, { user: string; password: string }> = {
  Viewer: { user: 'meshprof-viewer', password: 'meshprof-viewer' },
  Editor: { user: 'meshprof-editor', password: 'meshprof-editor' },
  Admin: {
    user: process.env.GRAFANA_ADMIN_USER ?? 'admin',
    password: process.env.GRAFANA_ADMIN_PASSWORD ?? 'admin',
  },
};

/** Where @grafana/plugin-e2e keeps a session. */
export const sessionFileOf = (role: OrgRole): string =>
  path.join(import.meta.dirname, 'playwright', '.auth', `${grafanaUsers[role].user}.json`);
