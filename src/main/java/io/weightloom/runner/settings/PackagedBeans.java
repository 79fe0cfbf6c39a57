package io.weightloom.runner.settings;

import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/**
 * Whether an application needs other beans than the packaged settings ask for. Which beans there are, depends on the
 * role, on users, and on whatever Spring Boot's auto-configuration looks at, which is below its own roots.
 */
public final class PackagedBeans {

    private static final List<ConfigurationPropertyName> ROOTS = names("spring", "server", "management");

    /** Below the roots, but read by beans that are there all the same. */
    private static final List<ConfigurationPropertyName> WITHOUT_BEARING = names(
            "spring.aot",
            "spring.application.pid",
            "spring.application.version",
            "spring.config",
            "spring.datasource.url",
            "spring.datasource.username",
            "spring.datasource.password",
            "spring.lifecycle",
            "spring.output",
            "server.address",
            "server.port");

    private PackagedBeans() {}

    private static List<ConfigurationPropertyName> names(String... names) {
        return List.of(names).stream().map(ConfigurationPropertyName::of).toList();
    }

    /** Whether they are all that it needs. In doubt they are not. */
    public static boolean suffice(ConfigurableEnvironment environment) {
        return RoleRules.of(environment) == RunnerSettings.Role.LOCAL
                && !Access.hasUsers(environment)
                && CloudPlatform.getActive(environment) == null
                && StreamSupport.stream(
                                ConfigurationPropertySources.get(environment).spliterator(), false)
                        .filter(IterableConfigurationPropertySource.class::isInstance)
                        .map(IterableConfigurationPropertySource.class::cast)
                        .flatMap(IterableConfigurationPropertySource::stream)
                        .filter(PackagedBeans::hasBearing)
                        .allMatch(name -> isPackaged(environment, name));
    }

    private static boolean hasBearing(ConfigurationPropertyName name) {
        return isBelow(name, ROOTS) && !isBelow(name, WITHOUT_BEARING);
    }

    private static boolean isBelow(ConfigurationPropertyName name, List<ConfigurationPropertyName> roots) {
        return roots.stream().anyMatch(root -> root.equals(name) || root.isAncestorOf(name));
    }

    /** Whether a setting has the packaged value, be it because somebody gave it the same one. */
    private static boolean isPackaged(ConfigurableEnvironment environment, ConfigurationPropertyName name) {
        PropertySource<?> packaged = environment.getPropertySources().get(RunnerDefaults.PACKAGED);
        String key = name.toString();
        return packaged != null
                && packaged.containsProperty(key)
                && Objects.equals(environment.getProperty(key), String.valueOf(packaged.getProperty(key)));
    }
}
