package io.weightloom.runner.settings;

import io.weightloom.spec.fault.Fault;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/**
 * Stands in the environment in the place of what could not be read, and holds why. So the faults of one file come
 * together with those of the others, when the logging works.
 */
public final class FaultSource extends PropertySource<List<Fault>> {

    /** With what is wrong with the source of this name. */
    public FaultSource(String name, List<Fault> faults) {
        super(name + " (faulty)", List.copyOf(faults));
    }

    /** The faults of all such sources. */
    static Stream<Fault> of(ConfigurableEnvironment environment) {
        return environment.getPropertySources().stream()
                .flatMap(source -> source instanceof FaultSource faulty ? faulty.getSource().stream() : Stream.empty());
    }

    /** There is nothing in it. */
    @Override
    public @Nullable Object getProperty(String name) {
        return null;
    }
}
