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
 *
 * A sample of waits says little about their time where a few long ones have most of it. When a wait
 * ends its length is known, so it is judged once more, by that: with probability length /
 * threshold, and surely from the threshold on. Of all ways to choose waits independently this one
 * has the least variance for as many captures (Duffield, Lund and Thorup 2005, "Learn more, sample
 * less: control of volume and variance in network measurement", section 3). It is what exponential
 * gaps of accumulated wait come to, but that a wait longer than a gap is not chosen by luck.
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

/* Surely, but by chance: what is not exact but estimated, with the weight 1. */
#define MP_RATE_SURE (MP_RATE_ALL - 1)

/* Captures by length have a smaller budget, and for longer, because single long waits move it. */
#define MP_THRESHOLD_PERIOD_NS 100000000ULL
#define MP_THRESHOLD_FIRST_NS  1000000ULL
#define MP_THRESHOLD_MIN_NS    1000ULL
#define MP_THRESHOLD_MAX_NS    (1ULL << 39) /* nine minutes; longer ones shift out of 64 bits */
/* By how much a period changes it at most. */
#define MP_THRESHOLD_FALL 8
#define MP_THRESHOLD_RISE 64

/* The state of one CPU; zeroed at first. */
struct mp_threshold {
	__u64 period_start_ns;
	__u64 threshold_ns;
	__u64 expected; /* captures in this period: the sum of the probabilities, in 2^-24 */
	__u32 captures; /* since the threshold last changed */
	__u32 pad;
};

static inline __u64 mp_threshold_of_period(const struct mp_threshold *state, __u64 elapsed_ns,
					   __u32 quota)
{
	/* Captures to be expected in a period as the threshold stands, then their ratio to the
	 * quota in 2^-16. */
	__u64 demand = state->expected / (elapsed_ns >> 10) * (MP_THRESHOLD_PERIOD_NS >> 10);
	__u64 change = (demand / quota) >> 8;
	__u64 threshold;

	if (change < (1ULL << 16) / MP_THRESHOLD_FALL)
		change = (1ULL << 16) / MP_THRESHOLD_FALL;
	if (change > MP_THRESHOLD_RISE * (1ULL << 16))
		change = MP_THRESHOLD_RISE * (1ULL << 16);
	threshold = (state->threshold_ns * change) >> 16;
	if (threshold > MP_THRESHOLD_MAX_NS)
		return MP_THRESHOLD_MAX_NS;
	return threshold < MP_THRESHOLD_MIN_NS ? MP_THRESHOLD_MIN_NS : threshold;
}

/* The rate for a wait of this length that ends now. `quota`: captures wanted in a period, not 0. */
static inline __u32 mp_rate_of_length(struct mp_threshold *state, __u64 now_ns, __u64 length_ns,
				      __u32 quota)
{
	__u64 elapsed_ns = now_ns - state->period_start_ns;
	__u64 rate = MP_RATE_SURE;

	if (!state->threshold_ns) {
		state->threshold_ns = MP_THRESHOLD_FIRST_NS;
		state->period_start_ns = now_ns;
	} else if (elapsed_ns >= MP_THRESHOLD_PERIOD_NS) {
		state->threshold_ns = mp_threshold_of_period(state, elapsed_ns, quota);
		state->period_start_ns = now_ns;
		state->expected = 0;
		state->captures = 0;
	} else if (state->captures >= 2 * quota && state->threshold_ns < MP_THRESHOLD_MAX_NS) {
		/* More time than in the last period. */
		state->threshold_ns *= 2;
		state->expected /= 2;
		state->captures = quota;
	}
	if (length_ns < state->threshold_ns)
		rate = ((length_ns << 24) / state->threshold_ns) << 8;
	if (rate < MP_RATE_MIN)
		rate = MP_RATE_MIN;
	state->expected += rate >> 8;
	return (__u32)rate;
}

/* Of two independent choices: the probability that at least one of them is made. */
static inline __u32 mp_rate_of_either(__u32 a, __u32 b)
{
	__u64 rate = (__u64)a + b - (((__u64)a * b) >> 32);

	return rate < MP_RATE_SURE ? (__u32)rate : MP_RATE_SURE;
}

#ifndef __bpf__
/* How many waits one chosen at this rate stands for. */
static inline double mp_weight(__u32 rate)
{
	return rate == MP_RATE_ALL ? 1 : 4294967296.0 / rate;
}

/* The probability that such a wait is not chosen. */
static inline double mp_unchosen(__u32 rate)
{
	return rate == MP_RATE_ALL ? 0 : 1 - rate / 4294967296.0;
}
#endif

#endif
