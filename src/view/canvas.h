/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_CANVAS_H
#define EPBELL_CANVAS_H
/*
 * A field of characters to draw on, for a terminal: text, and dots, of which a character of Braille has two by four. Without
 * Unicode, or where lines must be told apart without colour, a dot is a mark that fills its character.
 */
#include <stdbool.h>
#include <stdio.h>

struct canvas;

/* Memory that runs out ends the program. */
struct canvas *canvas_new(int columns, int lines, bool unicode, bool color);
void canvas_free(struct canvas *canvas); /* NULL is fine */

/* Dots are Braille from now on, or (mark) that character. */
void canvas_pen(struct canvas *canvas, char mark, int color);
/* UTF-8 text from a place on; what lies outside is cut. In ASCII "µ" becomes u and other characters '?'. @color 0: plain. */
void canvas_text(struct canvas *canvas, int column, int line, int color, const char *text);
/* A field of the canvas in which x and y go from 0 to 1, y upwards; dots outside of it are not drawn. */
void canvas_field(struct canvas *canvas, int column, int line, int columns, int lines);
void canvas_dot(struct canvas *canvas, double x, double y);
/* A straight line; in steps these are horizontal and vertical ones. */
void canvas_line(struct canvas *canvas, double x1, double y1, double x2, double y2);

/* Spaces at the ends of lines are left out. */
void canvas_print(const struct canvas *canvas, FILE *to);

/* The escape sequence of a series' colour, from 1; "" for 0. */
const char *canvas_color(int color);
/* @text for a terminal without Unicode, see canvas_text(); in place. */
void canvas_ascii(char *text);

#endif /* EPBELL_CANVAS_H */
