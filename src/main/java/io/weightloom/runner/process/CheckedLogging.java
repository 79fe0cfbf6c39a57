package io.weightloom.runner.process;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.status.Status;
import io.weightloom.runner.console.Terminal;
import io.weightloom.runner.database.Secrets;
import io.weightloom.runner.settings.FaultSource;
import io.weightloom.runner.settings.RunnerDefaults;
import io.weightloom.runner.settings.SettingPlaces;
import io.weightloom.spec.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.logging.LogFile;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemFactory;
import org.springframework.boot.logging.LoggingSystemProperties;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.boot.logging.logback.LogbackLoggingSystem;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Logging that tries what users set under {@code logging} before it is set up: what it cannot use is a fault like all
 * others, told by a log as the packaged settings make it. Without this, there is a stack trace and no log. Not
 * thread-safe.
 */
final class CheckedLogging extends LogbackLoggingSystem {

    private static final ConfigurationPropertyName LOGGING = ConfigurationPropertyName.of("logging");

    private static final String CONFIGURATION = "logging.config";

    /** Those that Spring Boot sets after the log works, and reports well. */
    private static final Set<String> LATER = Set.of("level", "group", "register-shutdown-hook");

    private final LoggerContext context;
    private @Nullable ConfigurableEnvironment instead;

    private CheckedLogging(ClassLoader loader, LoggerContext context) {
        super(loader);
        this.context = context;
    }

    /** Takes the place of Spring Boot's own, where the log is Logback's. */
    @Order(Ordered.HIGHEST_PRECEDENCE)
    static final class Factory implements LoggingSystemFactory {

        @Override
        public @Nullable LoggingSystem getLoggingSystem(ClassLoader loader) {
            return LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                    ? new CheckedLogging(loader, context)
                    : null;
        }
    }

    /** The first that is asked for once the environment is known. */
    @Override
    public LoggingSystemProperties getSystemProperties(ConfigurableEnvironment environment) {
        instead = null;
        boolean isSetUp = context.getObject(LoggingSystem.class.getName()) != null;
        List<Fault> faults = isSetUp ? List.of() : faults(environment);
        if (!faults.isEmpty()) {
            environment.getPropertySources().addFirst(new FaultSource("logging", faults));
            instead = packaged(environment, Map.of());
        }
        return super.getSystemProperties(instead == null ? environment : instead);
    }

    @Override
    public void initialize(
            LoggingInitializationContext initialization, @Nullable String configuration, @Nullable LogFile file) {
        if (instead == null) {
            super.initialize(initialization, configuration, file);
        } else {
            super.initialize(new LoggingInitializationContext(instead), null, null);
        }
    }

    private List<Fault> faults(ConfigurableEnvironment environment) {
        Map<String, ConfigurationProperty> given = given(environment);
        if (given.isEmpty() || failure(environment, given.keySet()).isEmpty()) {
            return List.of();
        }
        List<Fault> faults = new ArrayList<>();
        given.forEach((name, property) -> failure(environment, List.of(name))
                .map(reason -> fault(property, name, reason))
                .ifPresent(faults::add));
        if (faults.isEmpty()) { // only together do they fail
            String reason = failure(environment, given.keySet()).orElse("");
            given.forEach((name, property) -> faults.add(fault(property, name, reason)));
        }
        return faults;
    }

    private static Fault fault(ConfigurationProperty given, String name, String reason) {
        return new Fault(
                SettingPlaces.of(given),
                name,
                "cannot be used, but is '" + Secrets.masked(given.getValue()) + "': " + reason);
    }

    /** What is set anywhere but in the jar, each by its strongest source. */
    private static Map<String, ConfigurationProperty> given(ConfigurableEnvironment environment) {
        Map<String, ConfigurationProperty> given = new LinkedHashMap<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            boolean isPackaged = source.getUnderlyingSource() instanceof PropertySource<?> underlying
                    && underlying.getName().equals(RunnerDefaults.PACKAGED);
            if (!isPackaged && source instanceof IterableConfigurationPropertySource names) {
                names.stream().filter(CheckedLogging::isTried).forEach(name -> {
                    ConfigurationProperty property = source.getConfigurationProperty(name);
                    if (property != null) {
                        given.putIfAbsent(name.toString(), property);
                    }
                });
            }
        }
        return given;
    }

    private static boolean isTried(ConfigurationPropertyName name) {
        return LOGGING.isAncestorOf(name) && !LATER.contains(name.getElement(1, Form.DASHED));
    }

    /** Why the log cannot be set up with these settings over the packaged ones. */
    private Optional<String> failure(ConfigurableEnvironment environment, Collection<String> names) {
        try {
            Map<String, Object> values = new LinkedHashMap<>();
            for (String name : names) {
                values.put(name, environment.getRequiredProperty(name));
            }
            return Terminal.quietly(() -> failure(packaged(environment, values)));
        } catch (IllegalStateException | IllegalArgumentException e) { // a placeholder has no value
            return Optional.of(reason(e));
        } finally {
            context.getStatusManager().clear();
            beforeInitialize(); // what was set up is silent again
        }
    }

    private Optional<String> failure(ConfigurableEnvironment environment) {
        Set<Object> before = Set.copyOf(System.getProperties().keySet());
        LogFile file = LogFile.get(environment);
        LoggingInitializationContext initialization = new LoggingInitializationContext(environment);
        String configuration = environment.getProperty(CONFIGURATION, "").strip();
        try {
            if (file != null) {
                append(Path.of(file.toString()));
            }
            context.getStatusManager().clear();
            if (configuration.isEmpty()) {
                loadDefaults(initialization, file);
            } else {
                loadConfiguration(initialization, configuration, file);
            }
            return context.getStatusManager().getCopyOfStatusList().stream()
                    .filter(status -> status.getEffectiveLevel() == Status.ERROR)
                    .map(Status::getMessage)
                    .findFirst();
        } catch (RuntimeException | IOException e) { // whatever Logback and what it is told to load may throw
            return Optional.of(reason(e));
        } finally {
            for (LoggingSystemProperty property : LoggingSystemProperty.values()) {
                if (!before.contains(property.getEnvironmentVariableName())) {
                    System.clearProperty(property.getEnvironmentVariableName());
                }
            }
        }
    }

    private static void append(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                .close();
    }

    /** What the deepest cause says. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        boolean isSentence = cause instanceof IllegalArgumentException
                && String.valueOf(cause.getMessage()).contains(" ");
        return isSentence || cause instanceof InvalidPathException
                ? String.valueOf(cause.getMessage())
                : cause.getClass().getSimpleName() + ", " + cause.getMessage();
    }

    /** The packaged settings under these. */
    private static ConfigurableEnvironment packaged(ConfigurableEnvironment environment, Map<String, Object> values) {
        StandardEnvironment packaged = new StandardEnvironment();
        packaged.getPropertySources().remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
        packaged.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        packaged.getPropertySources().addFirst(new MapPropertySource("given", values));
        environment.getPropertySources().stream()
                .filter(source -> source.getName().equals(RunnerDefaults.PACKAGED)
                        || source.getName().equals(RunnerDefaults.TERMINAL))
                .forEach(packaged.getPropertySources()::addLast);
        return packaged;
    }
}
