package io.weightloom.runner.review;

/** Where a point is. */
enum FrontPlace {
    /** Nothing is better. */
    ON_FRONT,
    /** Off the front, by no more than seeds scatter. */
    TIED,
    /** Off the front, or with no part in it. */
    OFF
}
