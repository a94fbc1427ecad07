import assert from 'node:assert/strict';
import { it } from 'node:test';
import { effectiveRole } from './effective-role.ts';

it('a cookie lowers the role, and never raises it', () => {
  assert.equal(effectiveRole('Admin', undefined), 'Admin');
  assert.equal(effectiveRole('Admin', 'a=b; meshprof_role=Viewer'), 'Viewer');
  assert.equal(effectiveRole('Editor', 'meshprof_role=Editor'), 'Editor');
  assert.equal(effectiveRole('Viewer', 'meshprof_role=Admin'), 'Viewer');
  assert.equal(effectiveRole('Editor', 'meshprof_role=Root'), 'Editor');
});
