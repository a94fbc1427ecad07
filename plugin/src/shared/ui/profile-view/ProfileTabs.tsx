import React from 'react';
import { Tab, TabsBar } from '@grafana/ui';
import { testIds } from '../../../test-ids';

interface Props<Id extends string> {
  types: ReadonlyArray<{ id: Id; title: string }>;
  selected: Id | undefined;
  onSelect: (id: Id) => void;
}

/** One tab a type of profile. */
export const ProfileTabs = <Id extends string>({ types, selected, onSelect }: Props<Id>) => (
  <TabsBar>
    {types.map(({ id, title }) => (
      <Tab
        key={id}
        label={title}
        active={id === selected}
        onChangeTab={(event) => {
          event.preventDefault();
          onSelect(id);
        }}
        data-testid={testIds.profile.tab(id)}
      />
    ))}
  </TabsBar>
);
