import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findDemoEnvoy } from '../harness/demo-envoy.ts';
import { type RunningMeshprof, startMeshprof } from '../harness/running-meshprof.ts';
import { classOf, type CommandClass, isShell, whereOf } from './block-class.ts';
import { codeBlocksOf } from './code-blocks.ts';
import { docFiles, readDoc } from './doc-files.ts';
import { PageShell } from './real-shell.ts';

/** Runs every block of a class against what `npm start` starts. `timeoutMs` is a hang limit of one block. */
export function documentedCommands(wanted: CommandClass, timeoutMs: number): void {
  const pages = docFiles()
    .map((file) => ({ file, blocks: codeBlocksOf(file, readDoc(file)) }))
    .filter(({ blocks }) => blocks.some((block) => isShell(block) && classOf(block) === wanted));
  const skip = process.getuid?.() === 0 ? false : 'needs root';

  describe(`commands of the documentation, class \`${wanted}\``, { skip }, () => {
    let meshprof: RunningMeshprof;
    let envoyPid: number;
    before(async () => {
      meshprof = await startMeshprof();
      envoyPid = (await findDemoEnvoy(meshprof)).pid;
    });
    after(() => meshprof.stop());

    for (const { file, blocks } of pages) {
      it(file, async () => {
        using shell = new PageShell({ env: environment(meshprof), ports: meshprof.ports, envoyPid });
        for (const block of blocks) {
          if (isShell(block) && classOf(block) !== wanted) continue;
          const ended = await shell.take(block, timeoutMs);
          if (ended !== undefined) assert.equal(ended.code, 0, `${whereOf(block)}:\n${ended.stdout}\n${ended.stderr}`);
        }
      });
    }
  });
}

/** What the pages tell their reader to set. */
function environment({ url, token, stateDir }: RunningMeshprof): Record<string, string> {
  return {
    MESHPROF_URL: url,
    MESHPROF_TOKEN: token,
    MESHPROF_WEBHOOK_SECRET_FILE: path.join(stateDir, 'webhook-secret'),
  };
}
