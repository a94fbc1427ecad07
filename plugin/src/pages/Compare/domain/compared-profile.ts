import type { DataFrame } from '@grafana/data';
import { type ProfileContent, profileContentOf } from '@shared/domain/profile-view/profile-content';
import { samplesOf } from '@shared/domain/profile-view/profile-facts';
import { type ProfileNode, profileTreeOf } from './profile-tree';

/** What one side's store answer says. */
export interface ComparedProfile {
  /** As the store sent it, for a flame graph of this side alone. */
  frame: DataFrame;
  content: ProfileContent;
  tree: ProfileNode;
  /** Of an on-CPU profile; undefined for others, and where samples of several frequencies were added up. */
  samples: number | undefined;
  frequencyHz: number | undefined;
}

/** Null if nothing was recorded. */
export function comparedProfileOf(frame: DataFrame | undefined, isOnCpu: boolean): ComparedProfile | null {
  const tree = frame && profileTreeOf(frame);
  const content = frame && profileContentOf(frame);
  if (!frame || !tree || !content) {
    return null;
  }
  const samples = isOnCpu ? samplesOf(content, {}) : undefined;
  return { frame, content, tree, samples, frequencyHz: samples && 1e9 / content.quantum };
}
