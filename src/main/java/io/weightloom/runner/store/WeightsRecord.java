package io.weightloom.runner.store;

import io.weightloom.text.Decimals;
import io.weightloom.text.KebabCase;
import java.util.Optional;

/**
 * What is known of a trial's weights without reading them.
 *
 * @param trial for people, such as "trial 17 (glyphs, run 3)"
 * @param state whether they are kept, or why not
 * @param outcome of the trial, once it has ended
 * @param bytes of weights that are kept, or were dropped
 * @param sha256 of those bytes, in hexadecimal
 * @param file that holds them, without folder; empty if rows of the database do, or nothing does
 */
public record WeightsRecord(
        String trial,
        State state,
        Optional<String> outcome,
        Optional<Long> bytes,
        Optional<String> sha256,
        Optional<String> file) {

    private static final String COMPLETED = "completed";

    /** Whether a trial's weights are kept, or why not. */
    public enum State {
        KEPT,
        /** It may yet complete. */
        NOT_ENDED,
        /** It ended otherwise. */
        NOT_COMPLETED,
        /** It completed before runners kept weights. */
        EARLIER_VERSION,
        /** They were not to be kept. */
        SWITCHED_OFF,
        /** The trial was taken from another run, which had none. */
        NONE_TO_REUSE,
        /** They were dropped at the end of the run, because the trial is off its front. */
        OFF_FRONT;

        /** Its word in the database and in JSON. */
        public String word() {
            return KebabCase.of(this);
        }

        /** That of a trial of this outcome, if it has ended, of whose weights a row tells this, if there is one. */
        static State of(Optional<String> word, Optional<String> outcome) {
            return word.map(known -> KebabCase.constant(State.class, known))
                    .orElseGet(() -> outcome.map(State::withoutRow).orElse(NOT_ENDED));
        }

        private static State withoutRow(String outcome) {
            return outcome.equals(COMPLETED) ? EARLIER_VERSION : NOT_COMPLETED;
        }
    }

    /** What a person is told of them: one sentence, without its full stop. */
    public String sentence() {
        return switch (state) {
            case KEPT ->
                "The weights of %s are kept: %s bytes in %s"
                        .formatted(
                                trial,
                                Decimals.whole(bytes.orElseThrow()),
                                file.map(name -> "the file " + name).orElse("the database"));
            case NOT_ENDED -> "There are no weights of %s yet: it has not ended".formatted(trial);
            case NOT_COMPLETED ->
                "There are no weights of %s: it did not complete but ended as %s"
                        .formatted(trial, outcome.orElseThrow());
            case EARLIER_VERSION ->
                "The weights of %s were not kept: it completed before runners kept weights".formatted(trial);
            case SWITCHED_OFF ->
                "The weights of %s were not kept: runner.keep-weights was none when it completed".formatted(trial);
            case NONE_TO_REUSE ->
                "There are no weights of %s: it was taken from another run, which did not have them".formatted(trial);
            case OFF_FRONT ->
                ("The weights of %s were dropped: it is off the front, and runner.keep-weights was front"
                                + " when its run ended")
                        .formatted(trial);
        };
    }
}
