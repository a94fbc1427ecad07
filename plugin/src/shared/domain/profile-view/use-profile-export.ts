import type { RefObject } from 'react';
import { useTheme2 } from '@grafana/ui';
import { useMutation } from '@tanstack/react-query';
import { drawPicture, pngOf } from '@shared/infrastructure/profile-files/draw-picture';
import { saveFile } from '@shared/infrastructure/profile-files/save-file';
import { t } from '@shared/domain/t';
import { encodeProfile, type ExportedProfile, exportedFileName, type ExportFormat } from './encode-profile';

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
      const content = format === 'png' ? await picture() : await encodeProfile(format, profile);
      saveFile(exportedFileName(format, profile), content);
    },
  });
  return { data: { error: saving.error, isSaving: saving.isPending }, actions: { saveAs: saving.mutate } };
}
