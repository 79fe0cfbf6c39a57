package io.weightloom.runner.store;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a search is told of a hypernetwork that it proposed.
 *
 * @param id in the database
 * @param number in its run, counted from 1
 * @param round in which it was proposed, counted from 1
 * @param place of its point among those that the search proposed, counted from 1; none if it was planned before places
 *     were noted
 * @param point of the search space, as JSON; none of a trial that was planned before points were noted
 * @param outcome the glossary's word for its end; empty if it is paused or open
 * @param validationScore of the weights kept, if it completed
 * @param trainable numbers that it trains
 * @param theta weights of its target network
 * @param paused the epoch after which it is paused, if it is
 */
public record TriedTrial(
        long id,
        int number,
        int round,
        OptionalInt place,
        Optional<String> point,
        Optional<String> outcome,
        OptionalDouble validationScore,
        long trainable,
        long theta,
        OptionalInt paused) {}
