package io.weightloom.runner.settings;

import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with one YAML file. Not thread-safe. */
final class YamlFaults {

    private final String file;
    private final List<Fault> all = new ArrayList<>();

    /** Of the file that messages call by this name. */
    YamlFaults(String file) {
        this.file = file;
    }

    /**
     * A fault of one value or key, after which reading goes on.
     *
     * @param line counted from 1
     * @param name full name of the setting
     */
    void add(int line, String name, String message) {
        all.add(new Fault(file + ":" + line, name, message));
    }

    /** The end of reading: the file is no YAML. */
    InvalidSpecException invalid(int line, String problem) {
        return unreadable(line, "is not valid YAML: " + problem);
    }

    /**
     * The end of reading.
     *
     * @param message to stand after "the file"
     */
    InvalidSpecException unreadable(int line, String message) {
        return new InvalidSpecException(List.of(new Fault(file + ":" + line, "the file", message)));
    }

    /** In the order in which they were added. */
    List<Fault> all() {
        return List.copyOf(all);
    }
}
