import { useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import type { SavedProfile } from '@shared/infrastructure/profile-files/saved-profile';

/** A profile of a file instead of the page's own. It lives in this tab only: nothing is uploaded, and no link has it. */
export function useSavedFile() {
  const [saved, setSaved] = useState<SavedProfile>();
  const reading = useMutation({
    mutationFn: async (file: File) => {
      // The readers of file formats are of no use to most visits.
      const { openProfileFile } = await import('@shared/infrastructure/profile-files/open-profile-file');
      return openProfileFile(file);
    },
    onSuccess: setSaved,
  });
  return {
    data: { saved, error: reading.error, isReading: reading.isPending },
    actions: {
      openFile: (file: File) => reading.mutate(file),
      dismissError: () => reading.reset(),
      closeFile: () => setSaved(undefined),
    },
  };
}
