import { useLayoutEffect, useRef } from 'react';
import { colorManipulator, type GrafanaTheme2 } from '@grafana/data';
import type { UPlotConfigBuilder } from '@grafana/ui';
import type { Band } from '../domain/bands';
import type { UnixRange } from '../domain/unix-range';
import { bandColor } from './band-color';

interface Props {
  config: UPlotConfigBuilder;
  bands: Band[];
  selection: UnixRange | undefined;
  theme: GrafanaTheme2;
}

/** The part of uPlot that drawing needs; its types are no dependency of a plugin. */
interface Plot {
  ctx: CanvasRenderingContext2D;
  bbox: { left: number; top: number; width: number; height: number };
  valToPos: (value: number, scale: string, canvas: boolean) => number;
  redraw: (rebuildPaths: boolean) => void;
}

const MIN_WIDTH_PX = 2;

/** Stretches of time behind the series: tasks, experiments, alerts, and what is selected. */
export function BandsPlugin({ config, bands, selection, theme }: Props) {
  const plot = useRef<Plot | null>(null);
  const drawn = useRef({ bands, selection, theme });

  useLayoutEffect(() => {
    config.addHook('init', (created) => {
      plot.current = created as unknown as Plot;
    });
    config.addHook('drawClear', (drawing) => {
      const { bands, selection, theme } = drawn.current;
      const target = drawing as unknown as Plot;
      for (const band of bands) {
        drawStretch(target, band, { color: bandColor(band, theme), opacity: 0.16 });
      }
      if (selection) {
        drawStretch(target, selection, { color: theme.colors.primary.main, opacity: 0.25 });
      }
    });
    return () => {
      plot.current = null;
    };
  }, [config]);

  useLayoutEffect(() => {
    drawn.current = { bands, selection, theme };
    plot.current?.redraw(false);
  }, [bands, selection, theme]);
  return null;
}

function drawStretch(
  { ctx, bbox, valToPos }: Plot,
  { fromUnixMs, toUnixMs }: UnixRange,
  { color, opacity }: { color: string; opacity: number }
): void {
  const start = Math.max(valToPos(fromUnixMs, 'x', true), bbox.left);
  const end = Math.min(Math.max(valToPos(toUnixMs, 'x', true), start + MIN_WIDTH_PX), bbox.left + bbox.width);
  if (!(end > start)) {
    return;
  }
  ctx.save();
  ctx.fillStyle = colorManipulator.alpha(color, opacity);
  ctx.fillRect(start, bbox.top, end - start, bbox.height);
  ctx.fillStyle = colorManipulator.alpha(color, 0.8);
  ctx.fillRect(start, bbox.top, 1, bbox.height);
  ctx.fillRect(end - 1, bbox.top, 1, bbox.height);
  ctx.restore();
}
