/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_ERR_H
#define EPBELL_ERR_H
/*
 * An error on its way to the user: one sentence that names what failed, why, and the next step. Functions that can fail
 * for a reason worth telling take a struct err *, fill it, and return a negative errno; cmd/ prints it (as JSON in
 * JSON mode).
 */

struct err {
	char text[600]; /* no final newline; empty: nothing set */
};

/*
 * Set the sentence (printf form; cut at the buffer's end) and return @code, so that failing is one line:
 *     return err_set(err, -ENOENT, "no such run file: %s", path);
 * @err may be NULL. @code is a negative errno.
 */
#define err_set(err, code, ...)                                                                                        \
	({                                                                                                             \
		err_say(err, __VA_ARGS__);                                                                             \
		(code); /* in sight of the compiler and of analysers */                                                \
	})
void err_say(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif /* EPBELL_ERR_H */
