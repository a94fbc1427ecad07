import type { ExperimentFinding, ExperimentSpec } from '@meshprof/contracts';
import path from 'node:path';
import type { ProxyFacts } from '../envoy/proxy-facts.ts';
import { error } from './finding.ts';
import { variantsOf } from './variants-of.ts';

const STREAMS = ['/dev/null', '/dev/stdout', '/dev/stderr'];
/** Nothing there is a log. */
const NO_FOLDERS_OF_LOGS = ['/dev', '/proc', '/sys'];

/**
 * A proxy writes lines of the spec's own wording, with its own rights, wherever it is told: into another's crontab, say.
 * So a file sink is one that it logs to already, or beside it.
 */
export function preflightOfLogPaths(
  spec: ExperimentSpec,
  facts: Pick<ProxyFacts, 'managers'>
): readonly ExperimentFinding[] {
  const folders = facts.managers.flatMap(({ loggers }) =>
    loggers.flatMap((logger) => (logger.path === undefined ? [] : [folderOf(logger.path)]))
  );
  const allowed = new Set(folders.filter((folder) => !NO_FOLDERS_OF_LOGS.some((root) => isBelow(folder, root))));
  const wanted = variantsOf(spec).flatMap(({ knobs }) =>
    knobs.flatMap((knob) => (knob.knob === 'accesslog.sink' && knob.path !== undefined ? [knob.path] : []))
  );
  return [...new Set(wanted)]
    .filter((file) => !STREAMS.includes(file) && !allowed.has(folderOf(file)))
    .map((file) => {
      const places = [...allowed].slice(0, 3).join(', ') || 'no folder';
      return error(
        'log-path-foreign',
        `The access log may not go to ${file}: the proxy logs to ${places}.`,
        'Choose a file beside one that the proxy logs to, /dev/null or /dev/stdout.'
      );
    });
}

const folderOf = (file: string): string => path.dirname(path.normalize(file));
const isBelow = (folder: string, root: string): boolean => folder === root || folder.startsWith(`${root}/`);
