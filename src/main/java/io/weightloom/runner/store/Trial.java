package io.weightloom.runner.store;

import io.weightloom.spec.Control;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A trial as stored, with what the job needs of it.
 *
 * @param id in the database
 * @param run id of its run
 * @param number in its run, counted from 1
 * @param hash SHA-256 of its canonical form
 * @param control which control it is; empty for a hypernetwork
 * @param spec its canonical form, JSON
 * @param swept the swept parameters' values as text, in the order of the sweep
 * @param place where it stands in the search
 * @param state how far it has come
 * @param outcome the glossary's word for its end, once it has ended
 * @param validationScore of the weights kept, if it completed
 */
public record Trial(
        long id,
        long run,
        int number,
        String hash,
        Optional<Control> control,
        String spec,
        Map<String, String> swept,
        SweepPlace place,
        TrialState state,
        Optional<String> outcome,
        OptionalDouble validationScore) {}
