package io.weightloom.runner.store;

import java.time.Instant;
import java.util.Optional;

/**
 * What makes a run this run and no other.
 *
 * @param experiment name of the experiment
 * @param specHash SHA-256 of the experiment's canonical form, in hexadecimal
 * @param fireTime when its schedule fired; empty if it was asked for by command
 * @param attempt counted from 1; above 1 only for reruns
 */
public record RunKey(String experiment, String specHash, Optional<Instant> fireTime, int attempt) {}
