package io.weightloom.data.raw;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Data that cannot be used, with every fault that was found; the message has one line for each: which file and where in
 * it, what is wrong and what would be right.
 */
public final class InvalidDataException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<DataFault> faults;

    /**
     * With all faults.
     *
     * @throws IllegalArgumentException if there are none
     */
    public InvalidDataException(List<DataFault> faults) {
        super(faults.stream().map(DataFault::message).collect(Collectors.joining("\n")));
        if (faults.isEmpty()) {
            throw new IllegalArgumentException("Data without faults can be used");
        }
        this.faults = List.copyOf(faults);
    }

    /** With one fault: the path of the setting that it concerns, and a message for the user. */
    public InvalidDataException(String setting, String message) {
        this(List.of(new DataFault(setting, message)));
    }

    /** With one fault and what lies behind it. */
    public InvalidDataException(String setting, String message, Throwable cause) {
        this(setting, message);
        initCause(cause);
    }

    /** The faults in the order in which they were found, at least one. */
    public List<DataFault> faults() {
        return faults;
    }
}
