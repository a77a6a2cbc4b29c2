// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>

#include "stats/uniform.h"

#define EXACT_MAX   100 /* values; above, the limit is good enough */
#define TAIL_FROM   4	/* n d^2, from which on both sides at once do not happen */
#define MATRIX_MAX  39	/* 2 k - 1 with k = floor(n d) + 1, n <= EXACT_MAX and n d^2 < TAIL_FROM */
#define LIMIT_TERMS 20	/* of either series; where each is used, the sixth is below the last digit */

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double ks_uniform(double *x, size_t n, double period)
{
	double d = 0;

	if (!n || !(period > 0))
		return 0;
	qsort(x, n, sizeof(*x), by_value);
	for (size_t i = 0; i < n; i++) {
		const double f = fmin(fmax(x[i] / period, 0), 1);

		d = fmax(d, fmax(f - (double)i / (double)n, (double)(i + 1) / (double)n - f));
	}
	return d;
}

/* A square matrix of side m, in rows of MATRIX_MAX. */
struct matrix {
	int m;
	double at[MATRIX_MAX][MATRIX_MAX];
};

static void multiply(const struct matrix *a, const struct matrix *b, struct matrix *out)
{
	out->m = a->m;
	for (int i = 0; i < a->m; i++) {
		for (int j = 0; j < a->m; j++) {
			double sum = 0;

			for (int k = 0; k < a->m; k++)
				sum += a->at[i][k] * b->at[k][j];
			out->at[i][j] = sum;
		}
	}
}

static void raise_to(struct matrix *base, size_t n)
{
	struct matrix result = { .m = base->m }, product;

	for (int i = 0; i < base->m; i++)
		result.at[i][i] = 1;
	for (; n; n /= 2) {
		if (n % 2) {
			multiply(&result, base, &product);
			result = product;
		}
		multiply(base, base, &product);
		*base = product;
	}
	*base = result;
}

/*
 * Durbin's matrix for k - h = n d: 1 / (i - j + 1)! on and below the diagonal above the main one, where the first column
 * and the last row have 1 - h^r for 1, and the corner they share 1 - 2 h^m and what max(0, 2h - 1)^m adds. No element is
 * negative, so powers of it lose no digits.
 */
static void durbin(struct matrix *a, int k, double h)
{
	const int m = 2 * k - 1;

	a->m = m;
	for (int i = 0; i < m; i++) {
		for (int j = 0; j < m; j++) {
			double v = i - j + 1 >= 0;

			if (j == 0)
				v -= pow(h, i + 1);
			if (i == m - 1)
				v -= pow(h, m - j);
			if (i == m - 1 && j == 0 && h > 0.5)
				v += pow(2 * h - 1, m);
			for (int f = 2; f <= i - j + 1; f++)
				v /= f;
			a->at[i][j] = v;
		}
	}
}

/* P(D < d): the middle element of the n-th power, times n! / n^n. */
static double below(size_t n, double d)
{
	const int k = (int)((double)n * d) + 1;
	struct matrix a;
	double p;

	durbin(&a, k, k - (double)n * d);
	raise_to(&a, n);
	p = a.at[k - 1][k - 1];
	for (size_t i = 1; i <= n; i++)
		p *= (double)i / (double)n;
	return p;
}

/* P(D+ >= d) = d sum_j C(n, j) (1 - d - j/n)^(n-j) (d + j/n)^(j-1) over j <= n (1 - d). */
static double one_sided(size_t n, double d)
{
	double choose = 1, sum = 0;

	for (size_t j = 0; j <= n; j++) {
		const double rest = 1 - d - (double)j / (double)n;

		if (rest < 0)
			break;
		sum += choose * pow(rest, (double)(n - j)) * pow(d + (double)j / (double)n, (double)j - 1);
		choose *= (double)(n - j) / (double)(j + 1);
	}
	return d * sum;
}

double ks_limit(double lambda)
{
	double sum = 0;

	if (!(lambda > 0))
		return 1;
	if (lambda < 1) { /* the other form of the same theta function, since the terms of the first hardly fall here */
		for (int k = 1; k <= LIMIT_TERMS; k++)
			sum += exp(-pow((2 * k - 1) * M_PI / lambda, 2) / 8);
		return 1 - sqrt(2 * M_PI) / lambda * sum;
	}
	for (int k = 1; k <= LIMIT_TERMS; k++)
		sum += (k % 2 ? 2 : -2) * exp(-2 * pow(k * lambda, 2));
	return sum;
}

double ks_probability(size_t n, double d)
{
	const double root = sqrt((double)n);

	if (!n || !(d > 0))
		return 1;
	if (d > 1)
		return 0;
	if (n > EXACT_MAX)
		return ks_limit(d * (root + 0.12 + 0.11 / root));
	if ((double)n * d * d >= TAIL_FROM)
		return 2 * one_sided(n, d);
	return 1 - below(n, d);
}
