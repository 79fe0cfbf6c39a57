package io.weightloom.spec.fault;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A spec that cannot be run, with every fault that was found. */
public final class InvalidSpecException extends RuntimeException {

    /** Files in the order of their names, then lines; faults of one line stay as they were found. */
    private static final Comparator<Fault> PLACE =
            Comparator.comparing(Fault::file).thenComparingInt(Fault::line);

    private final List<Fault> faults;

    /**
     * With all faults, in any order.
     *
     * @throws IllegalArgumentException if there are none
     */
    public InvalidSpecException(List<Fault> faults) {
        super(FaultLines.of(faults.stream().sorted(PLACE).toList()).stream()
                .map(line -> "\n  " + line)
                .collect(Collectors.joining("", "The spec is not valid:", "")));
        if (faults.isEmpty()) {
            throw new IllegalArgumentException("A spec without faults is valid");
        }
        this.faults = faults.stream().sorted(PLACE).toList();
    }

    /** The faults in the order of files and lines, at least one. */
    public List<Fault> faults() {
        return faults;
    }

    /** The faults as people are told of them: a line each, but many of one kind in few. */
    public List<String> lines() {
        return FaultLines.of(faults);
    }
}
