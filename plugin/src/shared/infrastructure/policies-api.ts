import type { Firing, Page, Policy, PolicyPreview, PolicyTarget, PreviewPolicy, PutPolicy } from '@meshprof/contracts';
import { request } from './controller-request';

const LIST_PAGE_SIZE = 100;
const DETAIL_PAGE_SIZE = 500;

const policyPath = (policyId: string) => `v1/policies/${encodeURIComponent(policyId)}`;

/** Newest first. */
export const listPolicies = (cursor: string | undefined, signal?: AbortSignal): Promise<Page<Policy>> =>
  request('read/v1/policies', { params: { limit: LIST_PAGE_SIZE, cursor }, signal });

export const getPolicy = (policyId: string, signal?: AbortSignal): Promise<Policy> =>
  request(`read/${policyPath(policyId)}`, { signal });

/** What a trigger did, newest first. */
export const listFirings = (
  policyId: string,
  cursor: string | undefined,
  signal?: AbortSignal
): Promise<Page<Firing>> =>
  request(`read/${policyPath(policyId)}/firings`, { params: { limit: DETAIL_PAGE_SIZE, cursor }, signal });

/** The processes that a policy profiles all the time. */
export const listPolicyTargets = (
  policyId: string,
  cursor: string | undefined,
  signal?: AbortSignal
): Promise<Page<PolicyTarget>> =>
  request(`read/${policyPath(policyId)}/targets`, { params: { limit: DETAIL_PAGE_SIZE, cursor }, signal });

export const createPolicy = (policy: PutPolicy): Promise<Policy> =>
  request('operate/v1/policies', { method: 'POST', data: policy });

export const replacePolicy = (policyId: string, policy: PutPolicy): Promise<Policy> =>
  request(`operate/${policyPath(policyId)}`, { method: 'PUT', data: policy });

export const setPolicyEnabled = (policyId: string, enabled: boolean): Promise<Policy> =>
  request(`operate/${policyPath(policyId)}/${enabled ? 'enable' : 'disable'}`, { method: 'POST', data: {} });

/** Its firings go with it; its tasks and profiles stay. */
export const deletePolicy = (policyId: string): Promise<void> =>
  request(`operate/${policyPath(policyId)}`, { method: 'DELETE' });

/** Stores nothing, but asks agents or Prometheus, so it needs the right to operate. */
export const previewPolicy = (preview: PreviewPolicy, signal?: AbortSignal): Promise<PolicyPreview> =>
  request('operate/v1/policies/preview', { method: 'POST', data: preview, signal });
