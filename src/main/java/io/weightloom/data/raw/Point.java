package io.weightloom.data.raw;

/** A point of the plane. */
public record Point(double x, double y) {}
