package io.weightloom.runner.settings;

import io.weightloom.runner.console.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/**
 * Adds the runner's own settings below everything else: first {@code config/runner.yml} of the working directory, if
 * there is one, and beneath it the defaults in the jar. The option {@code spring.config.location} replaces every place
 * that Spring Boot itself would read, so defaults that shall outlive it cannot lie in an {@code application.yml}.
 */
public final class RunnerDefaults implements EnvironmentPostProcessor {

    /** Settings of one installation, relative to the working directory. */
    static final String SITE = "config/runner.yml";

    /** Settings packed into the jar. */
    public static final String PACKAGED = "runner-defaults.yml";

    /** The source of what the packaged settings ask of the terminal. */
    public static final String TERMINAL = "terminal";

    /** The source of what users ask of the packaged settings. */
    private static final String GUARDED = "guarded";

    /** The source of what a worker asks of the packaged settings. */
    private static final String WORKER = "worker";

    /** The source of what is otherwise where workers on other machines train. */
    private static final String CLUSTER = "cluster";

    /** What the packaged pattern of the log begins each line with. */
    private static final String LINE_START = "weightloom.line-start";

    private final YamlLoader yaml = new YamlLoader();
    private final Resource site;
    private final String lineStart;

    RunnerDefaults() {
        this(new FileSystemResource(SITE), Terminal.isPresent() ? Terminal.CLEAR_LINE : "");
    }

    /**
     * With the installation's settings from elsewhere.
     *
     * @param lineStart printed before each line of the log
     */
    RunnerDefaults(Resource site, String lineStart) {
        this.site = site;
        this.lineStart = lineStart;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (site.exists()) {
            addLast(environment, SITE, site);
        }
        if (Access.hasUsers(environment)) { // health is shown to all, and its details to those
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource(
                            GUARDED, Map.of("management.endpoint.health.show-details", "when-authorized")));
        }
        if (RoleRules.of(environment) == RunnerSettings.Role.WORKER) { // it changes no schema
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource(WORKER, Map.of("spring.batch.jdbc.initialize-schema", "never")));
        }
        if (RoleRules.of(environment) != RunnerSettings.Role.LOCAL) {
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource(
                            CLUSTER, Map.of("runner.checkpoints", "database", "runner.checkpoint-interval", "60s")));
        }
        addLast(environment, PACKAGED, new ClassPathResource(PACKAGED));
        environment.getPropertySources().addLast(new MapPropertySource(TERMINAL, Map.of(LINE_START, lineStart)));
    }

    private void addLast(ConfigurableEnvironment environment, String name, Resource resource) {
        List<PropertySource<?>> sources;
        try {
            sources = yaml.load(name, resource);
        } catch (IOException e) {
            throw new UncheckedIOException("The settings in " + name + " cannot be read", e);
        }
        sources.forEach(environment.getPropertySources()::addLast);
    }
}
