package io.weightloom.runner.store;

import java.util.Optional;

/**
 * Weights of a trial that a row is about to tell of. Immutable by agreement: nobody writes into the array.
 *
 * @param bytes of them
 * @param sha256 of the bytes, in hexadecimal
 * @param file in which they are safe on the disk by now; empty if rows have to hold them
 */
public record PlacedWeights(byte[] bytes, String sha256, Optional<String> file) {}
