import React from 'react';
import type { ListedTarget } from '@meshprof/contracts';
import { Drawer } from '@grafana/ui';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { useStartProfile } from '../domain/use-start-profile';
import { ProfileFormFields } from './ProfileFormFields';

interface Props {
  target: ListedTarget;
  onClose: () => void;
}

export function ProfileDrawer({ target, onClose }: Props) {
  const start = useStartProfile(target);
  return (
    <Drawer
      title={`Profile ${target.service}`}
      subtitle={`${target.process}, pid ${target.pid} on ${target.node} · ${target.role} · ${target.threads} threads`}
      onClose={onClose}
      size="sm"
    >
      {start.isError && <ProblemAlert error={start.error} what="The task was not created" />}
      <ProfileFormFields isStarting={start.isPending} onStart={(form) => start.mutate(form)} onCancel={onClose} />
    </Drawer>
  );
}
