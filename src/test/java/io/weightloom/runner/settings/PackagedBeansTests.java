package io.weightloom.runner.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.FileSystemResource;

class PackagedBeansTests {

    @Test
    void thePackagedSettingsAndTheFileForUsersNeedNoOthers() {
        assertThat(PackagedBeans.suffice(environment(Map.of()))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "server.port, 0",
        "spring.application.pid, 4711",
        "spring.application.version, 1.0",
        "server.address, 0.0.0.0",
        "spring.config.location, experiments/a.yml",
        "spring.datasource.url, jdbc:postgresql://localhost/experiments",
        "runner.workers, 2",
        "runner.role, local",
        "logging.level.root, debug",
        "spring.batch.job.enabled, false", // as it is packaged
        "management.endpoints.web.exposure.include, 'health,info,metrics,prometheus,experiments,trials'"
    })
    void whatDecidesOnNoBeanNeedsNoOthers(String name, String value) {
        assertThat(PackagedBeans.suffice(environment(Map.of(name, value)))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "runner.role, manager",
        "runner.role, worker",
        "runner.security.users.ada.password, '{noop}secret'",
        "management.server.port, 9090",
        "management.endpoints.web.exposure.include, '*'",
        "server.ssl.bundle, web",
        "spring.main.web-application-type, none",
        "spring.main.lazy-initialization, true",
        "spring.profiles.active, other",
        "spring.datasource.jndi-name, jdbc/experiments",
        "spring.main.cloud-platform, kubernetes"
    })
    void whatMayDecideOnBeansIsLookedAtWhenTheApplicationStarts(String name, String value) {
        assertThat(PackagedBeans.suffice(environment(Map.of(name, value)))).isFalse();
    }

    @Test
    void variablesOfTheEnvironmentCountToo() {
        ConfigurableEnvironment environment = environment(Map.of());
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        Map.of("MANAGEMENT_SERVER_PORT", "9090")));

        assertThat(PackagedBeans.suffice(environment)).isFalse();
    }

    private static ConfigurableEnvironment environment(Map<String, Object> given) {
        ConfigurableEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        environment.getPropertySources().addFirst(new MapPropertySource("spec", given));
        new RunnerDefaults(new FileSystemResource(RunnerDefaults.SITE), "")
                .postProcessEnvironment(environment, new SpringApplication());
        return environment;
    }
}
