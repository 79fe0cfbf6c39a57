package io.weightloom.data.raw;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Lets several attempts fail before one exception tells all their faults. Not thread-safe. */
public final class FaultGathering {

    private final List<DataFault> faults = new ArrayList<>();

    /** What an attempt brings; empty if it failed. */
    public <T> Optional<T> attempt(Supplier<T> attempt) {
        try {
            return Optional.of(attempt.get());
        } catch (InvalidDataException e) {
            faults.addAll(e.faults());
            return Optional.empty();
        }
    }

    /** What is made of each; those that fail are left out. */
    public <T, R> List<R> each(Collection<T> all, Function<T, R> attempt) {
        return all.stream()
                .flatMap(one -> attempt(() -> attempt.apply(one)).stream())
                .toList();
    }

    public void add(String setting, String message) {
        faults.add(new DataFault(setting, message));
    }

    /** Throws an {@link InvalidDataException} with all faults, if there are any. */
    public void throwIfAny() {
        if (!faults.isEmpty()) {
            throw new InvalidDataException(faults);
        }
    }
}
