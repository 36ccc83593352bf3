/* train/boost.h
 *
 * boost - gradient boosting of the trees that view_model.h reads (Friedman 2001; second-order leaves as in XGBoost, Chen and
 * Guestrin 2016; one question a level for all branches as in CatBoost, Prokhorenkova et al. 2018).
 *
 * Loss is the cross-entropy of a label between 0 and 1.  The same rows give the same trees: nothing is drawn by
 * chance but by a generator with a fixed seed.
 */
#ifndef TRAIN_BOOST_H
#define TRAIN_BOOST_H

#include "normalize/view_model.h"

struct sample {
	const struct view_row *row;
	float label;  /* 0 to 1 */
	float weight; /* over 0 */
};

struct boost_options {
	size_t trees, depth;
	double rate;      /* how much of its leaves' optimum a tree takes */
	double shrinkage; /* added to the curvature of each leaf */
};

void boost(struct view_model *model, const struct sample *sample, size_t n, const struct boost_options *options);

#endif
