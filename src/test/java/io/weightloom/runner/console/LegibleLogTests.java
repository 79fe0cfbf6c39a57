package io.weightloom.runner.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.BasicConfigurator;
import ch.qos.logback.classic.LoggerContext;
import io.weightloom.spec.fault.InvalidSpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.config.ConfigDataException;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

/** What reaches the terminal, whatever is in the texts. */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class LegibleLogTests {

    private static final String EVIL = "\u001b[31mred\r\n00:00:00 ERROR FAKE\u202e\u009b";

    private static final String SHOWN = "\\x1b[31mred\\r\\n00:00:00 ERROR FAKE\\u202e\\x9b";

    @TempDir
    private Path folder;

    @Test
    void argumentsOfMessagesAreLinesAndOnlyBlocksHaveSeveral(CapturedOutput output) {
        start();
        Logger log = LoggerFactory.getLogger("io.weightloom.legible");

        log.warn("{} is {} of {}", EVIL, 0.5, List.of(EVIL));
        log.warn("table\n{}", new LegibleLog.Block("a | b\n--+--"));
        log.warn("plain\n" + EVIL);
        log.error("thrown", new IllegalStateException(EVIL));

        assertThat(output.getOut())
                .contains("WARN  " + SHOWN + " is 0.5 of [" + SHOWN + "]\n")
                .contains("WARN  table\na | b\n--+--\n")
                .contains("WARN  plain\n\\x1b[31mred\\r\n00:00:00 ERROR FAKE\\u202e\\x9b\n")
                .contains("java.lang.IllegalStateException: \\x1b[31mred\\r\n")
                .contains("\tat io.weightloom.runner.console.LegibleLogTests")
                .doesNotContain("\u001b", "\r", "\u202e", "\u009b");
    }

    @Test
    void aSpecCannotWriteToTheTerminal(CapturedOutput output) throws IOException {
        Path spec = Files.writeString(folder.resolve("a.yml"), """
                experiments:
                  "\\e31m":
                    description: "\\e]0;title\\a"
                    data: {source: moons, "sam\\u202Eples": "2\\r\\nFAKE: x"}
                    target: {layers: ["2\\r\\nb.yml:1: FAKE", "\\x9b31m"]}
                  tiny:
                    seed: "\\e[31mred\\e[0m"
                """);

        InvalidSpecException failure =
                catchThrowableOfType(InvalidSpecException.class, () -> start("--spring.config.location=" + spec));

        assertThat(failure.lines()).allSatisfy(line -> assertThat(line).startsWith(spec + ":"));
        assertThat(output.getOut())
                .contains("experiments.\\x1b31m", "sam\\u202eples", "'2\\r\\nb.yml:1: FAKE'", "'\\x9b31m'")
                .doesNotContain("\u001b", "\u0007", "\r", "\u202e", "\u009b")
                .doesNotContain("\nFAKE", "\nb.yml");
    }

    @Test
    void whatIsToldBeforeTheLogIsSetUpIsLegibleToo(CapturedOutput output) {
        assertThatThrownBy(() -> startAnew("--spring.config.import=no\u001b[31mpe.yml"))
                .isInstanceOf(ConfigDataException.class);

        assertThat(output.getAll())
                .contains("no\\x1b[31mpe.yml' does not exist")
                .containsPattern("(?m)^[0-9]{2}:[0-9]{2}:[0-9]{2} ERROR ")
                .doesNotContain("\u001b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spring: {main: {banner-mode: \"x\\e[31m\\r\\nFAKE: y\\u202e\"}}",
                "spring: {config: {import: \"no\\e[31mpe.yml\"}}",
                "spring: {config: {import: [\"a.yml\", \"b\\n.yml\"]}}",
                "logging: {level: {\"a\\e[31m\": LOUD}}",
                "server: {\"po\\nrt\": 1}",
                "management: |\n  a\n  b",
                "\"\\e[31m\": {a: 1}",
                "runner: {workers: \"\\u202e\"}"
            })
    void aSettingOfSpringBootCannotWriteToTheTerminal(String setting, CapturedOutput output) throws IOException {
        Path spec = Files.writeString(folder.resolve("a.yml"), setting + "\n");

        InvalidSpecException failure =
                catchThrowableOfType(InvalidSpecException.class, () -> startAnew("--spring.config.location=" + spec));

        assertThat(failure.faults())
                .singleElement()
                .asString()
                .startsWith(spec + ":")
                .contains(" of characters that can");
        assertThat(output.getAll()).doesNotContain("\u001b", "\r", "\u202e", "\nFAKE");
    }

    /** As a process of its own does, with the one appender that Logback has by itself. */
    private static void startAnew(String... arguments) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        BasicConfigurator configurator = new BasicConfigurator();
        configurator.setContext(context);
        configurator.configure(context);
        start(arguments);
    }

    private static void start(String... arguments) {
        LoggingSystem.get(LegibleLogTests.class.getClassLoader()).cleanUp(); // of what other tests have set
        SpringApplication application = new SpringApplication(Nothing.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        application.run(arguments).close();
    }

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}
}
