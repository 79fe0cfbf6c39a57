package io.weightloom.runner.process;

import io.weightloom.runner.run.RunEnd;
import io.weightloom.spec.fault.InvalidSpecException;
import org.springframework.boot.context.config.ConfigDataException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** What the process says to the shell when it ends; the one place where that is decided. */
public final class ExitCodes {

    /** All trials ended well. */
    static final int OK = 0;

    /** Anything unexpected, such as a database that cannot be opened or a full disk. */
    static final int UNEXPECTED = 1;

    /**
     * The spec, the data it names or a setting of the runner is wrong and nothing was trained; or data changed under a
     * run, and nothing was trained on the new ones.
     */
    static final int BAD_SPEC = 2;

    /** The sweep is complete, and some of its trials failed or were rejected. */
    static final int TRIALS_FAILED = 3;

    /** Stopped on request; the same command goes on. */
    static final int STOPPED = 4;

    private ExitCodes() {}

    /** The code of a process whose start or runs ended with this failure. */
    public static int of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidSpecException
                    || cause instanceof ConfigDataException
                    || cause instanceof BindException
                    || cause instanceof InvalidConfigurationPropertyValueException) {
                return BAD_SPEC;
            }
        }
        return UNEXPECTED;
    }

    /** The code of one run. */
    static int of(RunEnd end) {
        return switch (end) {
            case COMPLETED -> OK;
            case TRIALS_FAILED -> TRIALS_FAILED;
            case STOPPED -> STOPPED;
            case DATA_CHANGED -> BAD_SPEC;
            case FAILED, LEFT_ALONE -> UNEXPECTED;
        };
    }
}
