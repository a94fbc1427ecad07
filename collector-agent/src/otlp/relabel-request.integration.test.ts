import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleProfile } from '../profile/profile-test-support.ts';
import { type DecodedRequest, decodeRequest, profilesOf } from './decoded-request-test-support.ts';
import { decoderMissing } from './decoder-test-support.ts';
import { encodeProfilesRequest } from './encode-profiles-request.ts';
import { relabelRequest } from './relabel-request.ts';

const { taskId: _none, ...withoutTask } = exampleProfile();

function relabelled(taskId: string, request = encodeProfilesRequest([withoutTask])): Uint8Array {
  const bytes = relabelRequest(request, { task_id: taskId });
  assert.ok(bytes !== undefined);
  return bytes;
}

const idsOf = (request: DecodedRequest): string[] => profilesOf(request).map(({ profile_id }) => profile_id);

const withoutIds = (request: DecodedRequest): unknown =>
  JSON.parse(JSON.stringify(request, (key, value: unknown) => (key === 'profile_id' ? '' : value)));

describe('profiles under the id of a task', { skip: decoderMissing }, () => {
  it('are those that the task itself would have sent, but for their ids', () => {
    const own = encodeProfilesRequest([{ ...withoutTask, taskId: 'task-1' }]);
    const labelsOf = (bytes: Uint8Array) =>
      decodeRequest(bytes).resource_profiles?.map(({ resource }) => resource.attributes.map(({ key }) => key).sort());
    assert.deepEqual(labelsOf(relabelled('task-1')), labelsOf(own));
    const { resource_profiles: ofTask, ...sameTables } = decodeRequest(relabelled('task-1'));
    const { resource_profiles: ofOwn, ...tables } = decodeRequest(own);
    assert.deepEqual(sameTables, tables);
    const profiles = (all: DecodedRequest['resource_profiles']) => all?.map(({ scope_profiles }) => scope_profiles);
    const scoped = (all: DecodedRequest['resource_profiles']) =>
      withoutIds({ resource_profiles: profiles(all) } as unknown as DecodedRequest);
    assert.deepEqual(scoped(ofTask), scoped(ofOwn));
  });

  it('have other ids than before, the same each time, others for another task', () => {
    const before = encodeProfilesRequest([withoutTask]);
    const known = idsOf(decodeRequest(before));
    const [first, again, other] = ['a', 'a', 'b'].map((taskId) => idsOf(decodeRequest(relabelled(taskId, before))));
    assert.equal(first?.length, known.length);
    assert.deepEqual(again, first);
    assert.equal(new Set([...known, ...(first ?? []), ...(other ?? [])]).size, known.length * 3);
  });
});

it('bytes that are no request are refused', () => {
  assert.equal(relabelRequest(Uint8Array.of(0xff, 0xff, 0xff), { task_id: 'a' }), undefined);
  assert.equal(relabelRequest(Uint8Array.of(8, 1), { task_id: 'a' }), undefined);
});
