package io.weightloom.runner.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * What one setting may be.
 *
 * @param type of its value
 * @param allowed to stand after "must be"
 * @param holds whether a value of this type is allowed
 * @param file the path of a file that a value names, whose letters may be what is wrong; empty if there is none
 */
record SettingRule<T>(Class<T> type, String allowed, Predicate<T> holds, UnaryOperator<String> file) {

    /** Of a value that names no file. */
    SettingRule(Class<T> type, String allowed, Predicate<T> holds) {
        this(type, allowed, holds, value -> "");
    }

    static SettingRule<Boolean> flag() {
        return new SettingRule<>(Boolean.class, "true or false", given -> true);
    }

    static SettingRule<Duration> time(String allowed, Predicate<Duration> holds) {
        return new SettingRule<>(Duration.class, "a time " + allowed, holds);
    }

    static SettingRule<Path> path(String allowed) {
        return new SettingRule<>(Path.class, allowed, path -> !path.toString().isBlank(), UnaryOperator.identity());
    }

    /** Whether the setting is absent or has a value that is allowed. */
    boolean allows(Binder binder, ConfigurationPropertyName name) {
        try {
            return binder.bind(name, Bindable.of(type)).map(holds::test).orElse(true);
        } catch (BindException e) { // the value is of another type
            return false;
        }
    }
}
