import { t } from '@shared/domain/t';
import { FILE_LIMITS, ProfileFileError } from '@shared/infrastructure/profile-files/profile-file-error';
import { formatCount } from '../format-amount';

const MIB = 2 ** 20;

/** Why a file is not shown, and what would be. */
export function describeFileProblem(error: unknown): string {
  if (!(error instanceof ProfileFileError)) {
    return t('profile-view.file.unreadable', 'The browser could not read the file: {{message}}', {
      message: error instanceof Error ? error.message : String(error),
    });
  }
  switch (error.problem) {
    case 'too-large':
      return t('profile-view.file.too-large', 'It is larger than {{mib}} MiB.', { mib: FILE_LIMITS.packedBytes / MIB });
    case 'unpacks-too-large':
      return t('profile-view.file.unpacks-too-large', 'It unpacks to more than {{mib}} MiB.', {
        mib: FILE_LIMITS.bytes / MIB,
      });
    case 'broken-gzip':
      return t('profile-view.file.broken-gzip', 'It is packed with gzip, but cut off or damaged.');
    case 'broken-pprof':
      return t(
        'profile-view.file.broken-pprof',
        'It is neither text nor a pprof profile, or it is damaged. OTLP files cannot be opened: record with --output x.pb.gz.'
      );
    case 'broken-folded':
      return t(
        'profile-view.file.broken-folded',
        'Line {{line}} is no folded stack. Expected is root;…;leaf, a space and a number.',
        { line: error.detail }
      );
    case 'not-json':
    case 'other-json':
    case 'broken-frame':
      return t('profile-view.file.broken-json', 'It is JSON, but not a whole profile that this app has exported.');
    case 'no-samples':
      return t('profile-view.file.no-samples', 'It is a profile without a sample.');
    case 'too-many-samples':
      return t('profile-view.file.too-many-samples', 'It has more than {{samples}} stacks.', {
        samples: formatCount(FILE_LIMITS.samples),
      });
    case 'too-many-nodes':
      return t('profile-view.file.too-many-nodes', 'Its flame graph would have more than {{nodes}} boxes.', {
        nodes: formatCount(FILE_LIMITS.nodes),
      });
    case 'too-many-parts':
      return t('profile-view.file.too-many-parts', 'It stands for more than a browser can hold.');
    case 'too-deep':
      return t('profile-view.file.too-deep', 'A stack in it has more than {{depth}} frames.', {
        depth: formatCount(FILE_LIMITS.depth),
      });
    case 'unknown-format':
      return t('profile-view.file.unknown', 'It is empty.');
  }
}
