package io.weightloom.spec;

import io.weightloom.spec.fault.Misfit;
import java.util.Optional;

/**
 * One end of a target network.
 *
 * @param key of the setting that decides it
 * @param must words between "must" and the number that the data ask for
 * @param width numbers of one example there
 * @param given the setting's value
 */
public record TargetEnd(String key, String must, long width, Object given) {

    /**
     * What is wrong if other numbers are wanted; empty if nothing is.
     *
     * @param what they are
     */
    public Optional<Misfit> misfit(long wanted, String what) {
        return width == wanted
                ? Optional.empty()
                : Optional.of(Misfit.of(
                        Keys.TARGET,
                        key,
                        "must %s %s, the %s, but is %s".formatted(must, wanted, what, PlainValues.text(given))));
    }
}
