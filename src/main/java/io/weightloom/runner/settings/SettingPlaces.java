package io.weightloom.runner.settings;

import io.weightloom.runner.database.Secrets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.Resource;

/** Where settings come from, as people say it: file and line, option, variable, system property. */
public final class SettingPlaces {

    /** How the places of options begin. */
    static final String COMMAND_LINE = "command line";

    private SettingPlaces() {}

    /** Where a bound property comes from. */
    public static String of(ConfigurationProperty property) {
        ConfigurationPropertySource source = property.getSource();
        Origin origin = property.getOrigin();
        String name = origin instanceof PropertySourceOrigin given
                ? given.getPropertyName()
                : property.getName().toString();
        return source != null && source.getUnderlyingSource() instanceof EnumerablePropertySource<?> underlying
                ? of(underlying, name)
                : String.valueOf(origin);
    }

    /** Where the value of a setting comes from that is given somewhere. */
    static String of(ConfigurableEnvironment environment, String setting) {
        return given(environment, ConfigurationPropertyName.of(setting))
                .map(SettingPlaces::of)
                .orElseThrow();
    }

    /** The value of a setting, from the strongest source that has one. */
    static Optional<ConfigurationProperty> given(ConfigurableEnvironment environment, ConfigurationPropertyName name) {
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty given = source.getConfigurationProperty(name);
            if (given != null) {
                return Optional.of(given);
            }
        }
        return Optional.empty();
    }

    /** Where a property comes from. */
    static String of(EnumerablePropertySource<?> source, String name) {
        Optional<String> file = file(source, name);
        if (file.isPresent()) {
            return file.get();
        } else if (source instanceof CommandLinePropertySource<?>) {
            return COMMAND_LINE + ", --" + Secrets.masked(name);
        }
        return switch (source.getName()) {
            case StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME -> "system property " + name;
            case StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME -> "environment variable " + name;
            default -> source.getName() + ", " + name;
        };
    }

    /** Whether a property stands in a file. */
    static boolean isInFile(EnumerablePropertySource<?> source, String name) {
        return text(source, name).isPresent();
    }

    /** File and line of a property, the file relative to the working directory; empty if it comes from no file. */
    private static Optional<String> file(EnumerablePropertySource<?> source, String name) {
        return text(source, name).map(origin -> {
            TextResourceOrigin.Location location = origin.getLocation();
            return file(origin) + (location == null ? "" : ":" + (location.getLine() + 1));
        });
    }

    private static Optional<TextResourceOrigin> text(EnumerablePropertySource<?> source, String name) {
        return OriginLookup.getOrigin(source, name) instanceof TextResourceOrigin text
                ? Optional.of(text)
                : Optional.empty();
    }

    private static String file(TextResourceOrigin origin) {
        Resource resource = origin.getResource();
        return resource == null ? "unknown file" : path(resource);
    }

    /** The resource's path, relative to the working directory if it is a file below it. */
    static String path(Resource resource) {
        try {
            if (!resource.isFile()) {
                return Secrets.masked(resource.getDescription());
            }
            Path working = Path.of("").toAbsolutePath();
            Path file = resource.getFile().toPath().toAbsolutePath().normalize();
            return (file.startsWith(working) ? working.relativize(file) : file).toString();
        } catch (IOException e) { // it has no path; its description tells as much as there is
            return Secrets.masked(resource.getDescription());
        }
    }
}
