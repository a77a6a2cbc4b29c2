/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_COMPARISON_H
#define EPBELL_COMPARISON_H
/*
 * Runs held against each other. The replicate is the run: of each run one number is taken for each figure (a stage and
 * a quantity of it), and arms of runs are judged by these numbers. Pure data: judge/ fills it in, view/ and io/ show it. It
 * does not point into the runs it was made of. All times are ns.
 */
#include "model/err.h"
#include "model/run.h"

/* --- quantities -------------------------------------------------------------------------------------------------- */

/* What is taken of a histogram. */
struct quantity {
	char name[16]; /* "p50" "p99.9" "mean" "min" "max" */
	double q;      /* of a quantile 0..1, else one of: */
};
#define QUANTITY_MEAN (-1.0)
#define QUANTITY_MIN  (-2.0)
#define QUANTITY_MAX  (-3.0)

/* "p0" to "p100" with up to six decimals, "mean", "min", "max". -EINVAL */
int quantity_parse(const char *text, struct quantity *out, struct err *err);

/* One run's number. */
struct sample {
	double value;	/* ns; NAN: the run has none */
	double error;	/* ns either way: half a bucket (none of mean, min, max) and one clock step */
	double width;	/* ns, of its bucket; 0 of mean, min, max */
	uint64_t count; /* values that it is of */
};

/* Of an empty histogram the value is NAN. @step: of the clock, ns. */
struct sample quantity_of(const struct quantity *quantity, const struct hist *h, uint64_t step);

/* --- arms and figures -------------------------------------------------------------------------------------------- */

/* One run, as far as judging goes. */
struct replicate {
	char name[256]; /* file, or what history calls it */
	struct environment env;
	bool accounted; /* has an account; a foreign histogram has none */
	bool closes;	/* and it closes */
	bool complete;
	char backends[80]; /* whose doorbells rang: "its", "edma,poll"; "" unknown */
};

/* The runs of one side. Arm 0 is the base, each other is held against it. */
struct arm {
	char name[192];	 /* "base", "new", a backend, a label's value, a commit */
	size_t first, n; /* its runs, in comparison.runs and in each figure's samples */
};

enum verdict {
	VERDICT_NONE,	/* not judged; judged.why says why if there is a reason */
	VERDICT_SAME,	/* no difference could be told from chance */
	VERDICT_WITHIN, /* there is one, and it is within tolerance or resolution */
	VERDICT_FASTER, /* shorter, beyond the tolerance */
	VERDICT_SLOWER, /* longer, beyond the tolerance: a regression */
	VERDICT_GONE,	/* of doorbells of a kind that the arm has none of; only with fail_on_gone */
	NVERDICTS,
};
/* "-" "same" "within" "faster" "slower" "gone" */
const char *verdict_name(enum verdict verdict);

/* An arm's figure against the base's. */
struct judged {
	enum verdict verdict;
	char why[120]; /* of VERDICT_NONE: "no values in new"; of VERDICT_WITHIN: "within the tolerance"; of VERDICT_GONE; else "" */
	size_t nbase, nvalue;  /* runs that have a number */
	double base, value;    /* medians of both arms' numbers, ns; NAN: none */
	double shift;	       /* Hodges-Lehmann (rank), or difference of medians (exact), ns; NAN: none */
	double low, high;      /* its interval, ns; infinite: too few runs for one */
	double confidence;     /* of the interval, 0..1; 1 by the exact rule */
	double p, p_corrected; /* two-sided; corrected for all that was judged at once. NAN by the exact rule */
	double spread;	       /* exact rule: the greater of both arms' ranges over their runs, ns; else NAN */
	double floor;	       /* the least effect that counts: one bucket and one clock step, ns */
	double tolerance;      /* ns */
};

struct figure {
	char stage[32], context[16];
	char backend[16]; /* "" where the arms' backends differ by intent, or none applies */
	struct quantity quantity;
	struct sample *samples; /* of each run, in the order of comparison.runs */
	struct sample *
		folded; /* of each arm: all its runs' values in one histogram. Descriptive only; by history count is 0 */
	struct judged *judged; /* of each arm; the base's is VERDICT_NONE */
};

/* All values of a stage, a histogram an arm: what figures' folded samples are taken of. */
struct fold {
	char stage[32], context[16], backend[16];
	struct hist *h; /* of each arm */
};

/* --- budgets ----------------------------------------------------------------------------------------------------- */

/* An absolute limit: STAGE[@BACKEND]:QUANTITY<=TIME. */
struct budget {
	char text[128]; /* as it was given */
	char stage[32], backend[16];
	struct quantity quantity;
	double limit; /* ns */
	/* of the last arm's runs, once judged */
	size_t runs, over; /* that have the figure, and that exceed the limit */
	struct sample worst;
	char worst_run[256];
	enum verdict verdict; /* VERDICT_SAME: kept; VERDICT_SLOWER: exceeded; VERDICT_NONE: no run has the figure */
};

/* "raise-irq:p99<=8us", "residency@edma:max<=100us", "rtt:mean<=1.2ms"; units ns us ms s. -EINVAL */
int budget_parse(const char *text, struct budget *out, struct err *err);

/* --- the whole --------------------------------------------------------------------------------------------------- */

enum rule {
	RULE_RANK,  /* rank-sum test, Hodges-Lehmann interval, Holm */
	RULE_EXACT, /* deterministic lab: a shift that is clear of the run-to-run spread is real */
};

struct tolerance {
	double relative; /* of the base's median; 0.05 is 5 % */
	double ns;	 /* the greater of both counts */
};

/* "5%", "2us", "0". -EINVAL */
int tolerance_parse(const char *text, struct tolerance *out, struct err *err);

enum outcome {
	OUTCOME_PASS,
	OUTCOME_FAIL,	 /* a regression, a change where none was wanted, doorbells that are gone, a budget exceeded */
	OUTCOME_NOJUDGE, /* cannot be judged: reasons say why */
};

struct comparison {
	const char *command; /* what judges: "epbell compare" */
	enum rule rule;
	double alpha;
	struct tolerance tolerance;
	bool fail_on_change; /* faster fails too */
	bool fail_on_gone;   /* an arm without doorbells of a kind that the base has: its figures of them fail */
	bool by_backend;     /* the arms' backends differ by intent */

	struct arm *arms;
	size_t narms;
	struct replicate *runs;
	size_t nruns;
	struct figure *figures; /* in the order of backends, stages, contexts, quantities */
	size_t nfigures;
	struct fold *folds;
	size_t nfolds;
	struct budget *budgets;
	size_t nbudgets;

	size_t family;	/* how many p-values Holm's correction is over */
	char **reasons; /* why it cannot be judged, a sentence each with the next step */
	size_t nreasons;
	char **remarks; /* what to know besides: differences that were allowed, rows that could not be judged */
	size_t nremarks;
	enum outcome outcome;
};

void comparison_free(struct comparison *c); /* what it owns, not c; a zeroed one is fine */

/* -ENOMEM. Arms are added before their runs, runs in the order of the arms, and all runs before the first figure. */
struct arm *comparison_add_arm(struct comparison *c, const char *name);
struct replicate *comparison_add_run(struct comparison *c, const char *name); /* of the last arm */
struct budget *comparison_add_budget(struct comparison *c);
/* A figure with all samples NAN; NULL: no memory. */
struct figure *comparison_add_figure(struct comparison *c, const char *stage, const char *context, const char *backend,
				     const struct quantity *quantity);
/* The figure of exactly this key, or NULL. */
struct figure *comparison_find_figure(const struct comparison *c, const char *stage, const char *context,
				      const char *backend, const char *quantity);
/* The fold of exactly this key, made if it is new; NULL: no memory. */
struct fold *comparison_fold(struct comparison *c, const char *stage, const char *context, const char *backend);
/* Put the figures in the order of the tables of stages and backends. */
void comparison_sort(struct comparison *c);
int comparison_reason(struct comparison *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int comparison_remark(struct comparison *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Are all runs of the deterministic lab, where 1 ns is 1 instruction? */
bool comparison_deterministic(const struct comparison *c);

/* How many of each verdict there are, over all figures and arms. */
void comparison_count(const struct comparison *c, size_t count[NVERDICTS]);

/* "raise-irq its p50", with the context where it is not hardirq; what tests and sentences call a figure. Returns @buf. */
const char *figure_name(const struct figure *figure, char *buf, size_t size);

#endif /* EPBELL_COMPARISON_H */
