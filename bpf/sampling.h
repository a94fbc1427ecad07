/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * Which waits are captured when a stack for each would cost too much. The same arithmetic runs in
 * the kernel and in the simulation that tests it for bias.
 *
 * A wait is chosen independently of all others with the probability in force when it begins, and
 * counts for 1 / probability waits of its kind (Horvitz and Thompson 1952, "A generalization of
 * sampling without replacement from a finite universe"). Independent draws are the same as
 * geometric gaps; without a gap to carry over nothing is to be adjusted when the rate changes. The
 * rate depends on the past alone, never on the wait to be judged, so it may follow the load without
 * bias.
 */
#ifndef MESHPROF_SAMPLING_H
#define MESHPROF_SAMPLING_H

/* A rate is a probability in units of 2^-32; this one means 1. */
#define MP_RATE_ALL 0xffffffffU
#define MP_RATE_MIN 4096U /* about one in a million */

/* Captures are budgeted for periods of this length. */
#define MP_RATE_PERIOD_NS 20000000ULL

/* After an idle period the rate recovers at most by this factor, so that bursts with pauses between
 * them do not each begin at full rate. */
#define MP_RATE_RECOVERY 8

/* The state of one CPU; zeroed at first. */
struct mp_rate {
	__u64 period_start_ns;
	__u32 rate;
	__u32 waits;	/* that asked in this period */
	__u32 captures; /* since the rate last changed */
	__u32 pad;
};

static inline __u32 mp_rate_of_period(const struct mp_rate *state, __u64 elapsed_ns, __u32 quota)
{
	/* Waits to be expected in a period. At most 2^32 * 2^25, so it does not overflow. */
	__u64 demand = (__u64)state->waits * MP_RATE_PERIOD_NS / elapsed_ns;
	__u64 highest = (__u64)(state->rate ? state->rate : MP_RATE_ALL) * MP_RATE_RECOVERY;
	__u64 rate = demand > quota ? ((__u64)quota << 32) / demand : MP_RATE_ALL;

	if (rate > highest)
		rate = highest;
	if (rate > MP_RATE_ALL)
		rate = MP_RATE_ALL;
	return rate < MP_RATE_MIN ? MP_RATE_MIN : (__u32)rate;
}

/* The rate for a wait that begins now. `quota`: captures wanted in a period, not 0. */
static inline __u32 mp_rate_now(struct mp_rate *state, __u64 now_ns, __u32 quota)
{
	__u64 elapsed_ns = now_ns - state->period_start_ns;

	if (elapsed_ns >= MP_RATE_PERIOD_NS) {
		state->rate = mp_rate_of_period(state, elapsed_ns, quota);
		state->period_start_ns = now_ns;
		state->waits = 0;
		state->captures = 0;
	} else if (state->captures >= 2 * quota) {
		/* More waits than in the last period. */
		state->rate = state->rate / 2 < MP_RATE_MIN ? MP_RATE_MIN : state->rate / 2;
		state->captures = quota;
	}
	state->waits++;
	return state->rate;
}

/* `random`: 32 uniform bits. */
static inline int mp_is_chosen(__u32 rate, __u32 random)
{
	return rate == MP_RATE_ALL || random < rate;
}

#ifndef __bpf__
/* How many waits one chosen at this rate stands for. */
static inline double mp_weight(__u32 rate)
{
	return rate == MP_RATE_ALL ? 1 : 4294967296.0 / rate;
}
#endif

#endif
