package io.weightloom.runner.lease;

/**
 * The right to write to something, until it expires.
 *
 * @param name of what it is a right to, such as {@code run/17}
 * @param owner who holds it: unique per process
 * @param token grows with every new holder, at least 1
 */
public record Lease(String name, String owner, long token) {}
