package io.weightloom.data;

/** A point of the plane. */
record Point(double x, double y) {}
