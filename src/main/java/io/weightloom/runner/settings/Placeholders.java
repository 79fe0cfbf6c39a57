package io.weightloom.runner.settings;

import io.weightloom.spec.fault.Fault;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/** Texts such as <code>${NAME:default}</code> in values, and what stands for them in an environment. */
final class Placeholders {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^:}$]+)");

    private static final int MOST = 50;

    private final ConfigurableEnvironment environment;
    private final Collection<Fault> faults;

    /** @param faults takes those of placeholders that cannot be resolved */
    Placeholders(ConfigurableEnvironment environment, Collection<Fault> faults) {
        this.environment = environment;
        this.faults = faults;
    }

    /** Whether there is one in a text. */
    static boolean areIn(String text) {
        return PLACEHOLDER.matcher(text).find();
    }

    /** The names that texts in files ask for. */
    static Set<String> names(List<EnumerablePropertySource<?>> sources) {
        return sources.stream()
                .flatMap(source -> Arrays.stream(source.getPropertyNames())
                        .filter(name -> SettingPlaces.isInFile(source, name))
                        .map(source::getProperty))
                .flatMap(value -> PLACEHOLDER.matcher(String.valueOf(value)).results())
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    /**
     * The text with their values; as it is if that is a fault.
     *
     * @param place of the text
     * @param name full name of the setting whose text it is
     */
    String resolved(String text, String place, String name) {
        if (text.split("\\$\\{", MOST + 2).length > MOST + 1) { // resolving takes their square
            faults.add(new Fault(place, name, "has more than " + MOST + " placeholders"));
            return text;
        }
        try {
            return environment.resolveRequiredPlaceholders(text);
        } catch (IllegalArgumentException e) {
            faults.add(new Fault(
                    place,
                    name,
                    "has a placeholder without a value: '%s'; set it, or give it a default as in ${NAME:default}"
                            .formatted(text)));
            return text;
        }
    }
}
