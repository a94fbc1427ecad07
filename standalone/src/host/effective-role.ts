/**
 * Somebody may look at the page with fewer rights than the start gave them, to see what a Viewer sees: the page keeps
 * the choice in a cookie. It can only lower the role, so it needs no protection.
 */
import { ORG_ROLES, type OrgRole } from './org-roles.ts';

export const ROLE_COOKIE = 'meshprof_role';

export function effectiveRole(started: OrgRole, cookies: string | undefined): OrgRole {
  const pair = (cookies ?? '').split(/;\s*/).find((part) => part.startsWith(`${ROLE_COOKIE}=`));
  const wanted = ORG_ROLES.indexOf(pair?.slice(ROLE_COOKIE.length + 1) as OrgRole);
  return wanted === -1 ? started : (ORG_ROLES[Math.min(wanted, ORG_ROLES.indexOf(started))] ?? started);
}
