import { makeTarget } from '../../../testing/fixtures';
import { DEFAULT_PROFILE_FORM, profilePreview, profileRequest } from './profile-request';

describe('profileRequest', () => {
  it('selects the process by node and pid, for ten seconds unless told', () => {
    expect(profileRequest(makeTarget(), DEFAULT_PROFILE_FORM)).toEqual({
      selector: { node: 'worker-3', process_pid: 4711 },
      events: ['on-cpu', 'off-cpu'],
      frequencyHz: 99,
      durationMs: 10_000,
      title: 'demo-envoy (pid 4711)',
    });
  });

  it('asks for the chosen events only', () => {
    const form = { ...DEFAULT_PROFILE_FORM, onCpu: false, durationSeconds: 2.5 };
    expect(profileRequest(makeTarget(), form)).toMatchObject({ events: ['off-cpu'], durationMs: 2500 });
  });
});

describe('wakers', () => {
  it('are told only where asked for, of waits', () => {
    const form = { ...DEFAULT_PROFILE_FORM, wakers: true };
    expect(profileRequest(makeTarget(), form).offCpu).toEqual({ wakers: true });
    expect(profileRequest(makeTarget(), { ...form, offCpu: false }).offCpu).toBeUndefined();
  });
});

describe('page faults', () => {
  it('are recorded only where asked for', () => {
    const form = { ...DEFAULT_PROFILE_FORM, pageFaults: true };
    expect(profileRequest(makeTarget(), form).events).toEqual(['on-cpu', 'off-cpu', 'page-fault']);
  });
});

describe('profilePreview', () => {
  it('says how many samples to expect', () => {
    expect(profilePreview({ ...DEFAULT_PROFILE_FORM, durationSeconds: 60 })).toContain('5,940 samples');
  });

  it('says nothing about a form without numbers', () => {
    expect(profilePreview({ ...DEFAULT_PROFILE_FORM, frequencyHz: NaN })).toBe('');
  });
});
