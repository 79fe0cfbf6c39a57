package io.weightloom.runner.settings;

import io.weightloom.runner.database.Secrets;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
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
 * @param shown a value without what may be a secret in it
 */
record SettingRule<T>(
        Class<T> type, String allowed, Predicate<T> holds, UnaryOperator<String> file, UnaryOperator<String> shown) {

    private static final int NO_PORT = -1;
    private static final int LAST_PORT = 65_535;

    /** Of a value that names no file. */
    SettingRule(Class<T> type, String allowed, Predicate<T> holds) {
        this(type, allowed, holds, value -> "");
    }

    /** Of a value that may name a file. */
    SettingRule(Class<T> type, String allowed, Predicate<T> holds, UnaryOperator<String> file) {
        this(type, allowed, holds, file, Secrets::masked);
    }

    /** An address of the web, of which all but the host may be a secret; empty for none. */
    static SettingRule<String> web(String allowed) {
        return new SettingRule<>(String.class, allowed, SettingRule::isOfTheWeb, value -> "", Secrets::maskedAddress);
    }

    private static boolean isOfTheWeb(String address) {
        if (address.isEmpty()) {
            return true;
        }
        try {
            URI uri = new URI(address);
            return Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
                    && uri.getHost() != null
                    && (uri.getPort() == NO_PORT || (uri.getPort() > 0 && uri.getPort() <= LAST_PORT));
        } catch (URISyntaxException e) {
            return false;
        }
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
