import type { RefObject } from 'react';
import type { DataFrame } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import { useMutation } from '@tanstack/react-query';
import { drawPicture, pngOf } from '@shared/infrastructure/profile-files/draw-picture';
import { saveFile } from '@shared/infrastructure/profile-files/save-file';
import { t } from '@shared/domain/t';
import { fileNameOf, type ProfileName } from './profile-name';

export const EXPORT_FORMATS = ['pprof', 'folded', 'png', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A profile as it is shown, with what a file says of it. */
export interface ExportedProfile extends ProfileName {
  frame: DataFrame;
  /** Title of the type: "On-CPU time". */
  title: string;
  /** As the store names it; empty of another program's. */
  profileTypeId: string;
  sampleType: { type: string; unit: string };
  grafanaUnit: string;
  labelSelector: string;
  toUnixMs: number;
}

const EXTENSIONS: Record<ExportFormat, string> = { pprof: '.pb.gz', folded: '.txt', png: '.png', json: '.json' };

async function encode(format: Exclude<ExportFormat, 'png'>, profile: ExportedProfile): Promise<Blob> {
  const { frame, subject, title, profileTypeId, grafanaUnit, labelSelector, fromUnixMs, toUnixMs } = profile;
  switch (format) {
    case 'pprof': {
      const [{ encodePprof }, { gzip }] = await Promise.all([
        import('@shared/infrastructure/profile-files/encode-pprof'),
        import('@shared/infrastructure/profile-files/gzip'),
      ]);
      const comment = `${subject} ${labelSelector}`.trim();
      const plain = encodePprof(frame, { sampleType: profile.sampleType, fromUnixMs, toUnixMs, comment });
      return new Blob([new Uint8Array(await gzip(new Uint8Array(plain)))], { type: 'application/gzip' });
    }
    case 'folded': {
      const { encodeFolded } = await import('@shared/infrastructure/profile-files/encode-folded');
      return new Blob([encodeFolded(frame)], { type: 'text/plain' });
    }
    case 'json': {
      const { encodeProfileJson } = await import('@shared/infrastructure/profile-files/profile-json');
      const meta = { subject, profileTypeId, title, unit: grafanaUnit, labelSelector, fromUnixMs, toUnixMs };
      return new Blob([encodeProfileJson(frame, meta)], { type: 'application/json' });
    }
  }
}

/**
 * Files of what is shown: of the part if the graph is narrowed down, with as many boxes as were loaded. `graphRef` holds
 * the flame graph.
 */
export function useProfileExport(profile: ExportedProfile, graphRef: RefObject<HTMLElement>) {
  const theme = useTheme2();
  const picture = (): Promise<Blob> => {
    const drawn = drawPicture(
      [...(graphRef.current?.querySelectorAll('canvas') ?? [])],
      [
        `${profile.subject} · ${profile.title}`,
        `${new Date(profile.fromUnixMs).toISOString()} · ${profile.labelSelector}`,
      ],
      {
        background: theme.colors.background.primary,
        text: theme.colors.text.primary,
        fontFamily: theme.typography.fontFamily,
      }
    );
    return drawn
      ? pngOf(drawn)
      : Promise.reject(
          new Error(t('profile-view.export.no-graph', 'No flame graph is shown. Choose a view with one.'))
        );
  };
  const saving = useMutation({
    mutationFn: async (format: ExportFormat) => {
      const content = format === 'png' ? await picture() : await encode(format, profile);
      saveFile(`${fileNameOf(profile)}${EXTENSIONS[format]}`, content);
    },
  });
  return { data: { error: saving.error, isSaving: saving.isPending }, actions: { saveAs: saving.mutate } };
}
