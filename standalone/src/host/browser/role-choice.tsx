/** Who one is, and the choice to look at the page with fewer rights. */
import { Button, Dropdown, Menu } from '@grafana/ui';
import { ROLE_COOKIE } from '../effective-role.ts';
import { ORG_ROLES, type OrgRole } from '../org-roles.ts';
import { boot } from './page-globals.ts';

const ROLE_MEANINGS: Record<OrgRole, string> = {
  Viewer: 'May look at targets, tasks and profiles',
  Editor: 'May also start and cancel tasks',
  Admin: 'May do everything',
};

/** The page's rights are decided when it loads, so it loads again. */
function chooseRole(role: OrgRole): void {
  document.cookie = `${ROLE_COOKIE}=${role}; Path=/; SameSite=Strict`;
  window.location.reload();
}

export function RoleChoice() {
  const { orgRole, login } = boot.user;
  const choices = ORG_ROLES.slice(0, ORG_ROLES.indexOf(boot.highestRole) + 1);
  const menu = (
    <Menu>
      <Menu.Group label="Look at the page as">
        {choices.map((role) => (
          <Menu.Item
            key={role}
            label={role}
            description={ROLE_MEANINGS[role]}
            active={role === orgRole}
            onClick={() => chooseRole(role)}
          />
        ))}
      </Menu.Group>
    </Menu>
  );
  return (
    <Dropdown overlay={menu} placement="bottom-end">
      <Button
        variant="secondary"
        fill="text"
        size="sm"
        tooltip={ROLE_MEANINGS[orgRole]}
        aria-label={`You are ${login}, ${orgRole}. Choose a role`}
        data-testid="host-role"
      >
        {login} · {orgRole}
      </Button>
    </Dropdown>
  );
}
