import type { BinaryDescription } from './binary-description.ts';

/** A library exports a few of its functions: a source that names fewer than this share of them leaves most unnamed. */
const FEW = 0.5;

/** What its owner can do so that profiles show more names; nothing where the binary names most functions itself. */
export function adviceFor(binary: Omit<BinaryDescription, 'advice'>): string[] {
  const named = Math.max(...binary.sources.map(({ functions }) => functions), 0);
  const advice: string[] = [];
  if (
    binary.unwindEntries === 0 &&
    !binary.sources.some(({ source, functions }) => source === 'go-table' && functions > 0)
  ) {
    advice.push('It has no unwind information (.eh_frame_hdr): stacks are whole only where it keeps frame pointers.');
  }
  if (named > 0 && named >= binary.unwindEntries * FEW) return advice;
  if (binary.buildId === '') {
    advice.push('It has no build id, by which symbol packs are found: link it with -Wl,--build-id.');
    return advice;
  }
  const missing = binary.debugLink === null ? '' : ` or ${binary.debugLink}, which it names`;
  advice.push(
    `Most functions have no name of their own. With the unstripped build${missing}, make a symbol pack: ` +
      `meshprof symbols pack UNSTRIPPED -o ${binary.buildId}.mpsym`
  );
  return advice;
}
