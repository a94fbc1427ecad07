import React, { useCallback, useMemo, useState } from 'react';
import { DataTopic, type PanelProps } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import { bandsOfAnnotations } from '../domain/bands';
import type { PanelOptions } from '../domain/panel-options';
import { profileRefOfRequest } from '../domain/profile-ref-of-request';
import { qpsProfileOf } from '../domain/qps-profile';
import type { UnixRange } from '../domain/unix-range';
import { profileUrl } from '../../routes';
import { QpsProfileView } from './QpsProfileView';

/** What Grafana gives a panel, as the view takes it. */
export function QpsProfilePanel(props: PanelProps<PanelOptions>) {
  const { data, options, fieldConfig, timeRange, timeZone, width, height, replaceVariables, onChangeTimeRange } = props;
  const theme = useTheme2();
  const [selection, setSelection] = useState<UnixRange>();
  const { series, annotations, request } = data;
  const intervalMs = request?.intervalMs ?? 0;
  const frames = useMemo(() => series.filter(({ meta }) => meta?.dataTopic !== DataTopic.Annotations), [series]);
  const profile = useMemo(() => qpsProfileOf(frames, options, intervalMs), [frames, options, intervalMs]);
  const bands = useMemo(() => {
    const own = series.filter(({ meta }) => meta?.dataTopic === DataTopic.Annotations);
    return options.showBands ? bandsOfAnnotations([...(annotations ?? []), ...own]) : [];
  }, [annotations, series, options.showBands]);
  const flameGraphHref = useCallback(
    (range: UnixRange) => {
      const ref = profileRefOfRequest(request?.targets ?? [], options.profileSelector, replaceVariables);
      return ref && profileUrl({ ...ref, from: String(range.fromUnixMs), to: String(range.toUnixMs) }, ref.type);
    },
    [request, options.profileSelector, replaceVariables]
  );
  const zoom = ({ fromUnixMs, toUnixMs }: UnixRange) => {
    setSelection(undefined);
    onChangeTimeRange({ from: fromUnixMs, to: toUnixMs });
  };
  return (
    <QpsProfileView
      profile={profile}
      options={options}
      defaults={fieldConfig.defaults}
      timeRange={timeRange}
      timeZone={timeZone}
      theme={theme}
      bands={bands}
      selection={selection}
      onSelect={setSelection}
      onZoom={zoom}
      flameGraphHref={flameGraphHref}
      width={width}
      height={height}
    />
  );
}
