package io.weightloom.runner.settings;

import io.weightloom.runner.database.Secrets;
import io.weightloom.text.Legible;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Profiles;

/**
 * What values in files may be that Spring Boot reads before the log works: it would end with a stack trace, or write to
 * the terminal what they hold.
 */
final class SpringRules {

    private static final ConfigurationPropertyName ON_PROFILE =
            ConfigurationPropertyName.of("spring.config.activate.on-profile");

    private static final ConfigurationPropertyName IMPORT = ConfigurationPropertyName.of("spring.config.import");

    /** Of what Spring Boot reads settings. */
    private static final List<String> ENDINGS = List.of(".yml", ".yaml", ".properties", "/", "]");

    private static final List<String> SCHEMES = List.of("configtree:", "env:");

    private SpringRules() {}

    /** What is wrong with a value, to stand after its name. */
    static Optional<String> fault(String name, Object value) {
        String text = String.valueOf(value);
        ConfigurationPropertyName setting = ConfigurationPropertyName.adapt(name, '.');
        if (!isLegible(text)) {
            return Optional.of("must be of characters that can be seen, but is '" + text + "'");
        } else if (isOf(ON_PROFILE, setting)) {
            return Arrays.stream(text.split(","))
                    .flatMap(SpringRules::profileFault)
                    .findFirst();
        } else if (isOf(IMPORT, setting)) {
            return Secrets.addressFault(text)
                    .or(() -> Arrays.stream(text.split("[,;]", -1))
                            .map(String::strip)
                            .flatMap(SpringRules::importFault)
                            .findFirst());
        }
        return Optional.empty();
    }

    /** Whether it can be shown as it is, on one line. */
    static boolean isLegible(String text) {
        return Legible.line(text).equals(text);
    }

    /** Whether a location that Spring Boot shall read is of a kind that it can. */
    static Stream<String> importFault(String location) {
        boolean isKnown = location.isEmpty()
                || ENDINGS.stream().anyMatch(location::endsWith)
                || SCHEMES.stream().anyMatch(location.replaceFirst("^optional:", "")::startsWith);
        return isKnown
                ? Stream.empty()
                : Stream.of("must name files that end in .yml, .yaml or .properties, or folders that end in /, but is '"
                        + location + "'");
    }

    private static Stream<String> profileFault(String expression) {
        try {
            if (!expression.isBlank()) {
                Profiles.of(expression);
            }
            return Stream.empty();
        } catch (IllegalArgumentException e) {
            return Stream.of("must be names of profiles, joined by &, | and !, but is '" + expression + "'");
        }
    }

    private static boolean isOf(ConfigurationPropertyName setting, ConfigurationPropertyName name) {
        return setting.equals(name) || setting.isAncestorOf(name);
    }
}
