/** Grafana's roles in an organisation, from the fewest rights to the most. Also for the browser. */
export const ORG_ROLES = ['Viewer', 'Editor', 'Admin'] as const;
export type OrgRole = (typeof ORG_ROLES)[number];
