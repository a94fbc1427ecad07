import type { DataFrame } from '@grafana/data';
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

export const exportedFileName = (format: ExportFormat, profile: ProfileName): string =>
  `${fileNameOf(profile)}${EXTENSIONS[format]}`;

/** The profile as a file's content; a picture needs the graph itself. */
export async function encodeProfile(format: Exclude<ExportFormat, 'png'>, profile: ExportedProfile): Promise<Blob> {
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
