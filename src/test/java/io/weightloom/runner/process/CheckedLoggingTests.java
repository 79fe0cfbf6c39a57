package io.weightloom.runner.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weightloom.runner.console.CleanLog;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

/** What the log cannot be set up with is a fault among the others. */
@ExtendWith({OutputCaptureExtension.class, CleanLog.class})
class CheckedLoggingTests {

    private static final String WRONG = """
            experiments:
              tiny: {seed: -1, data: {source: moons, samples: 300}, target: {layers: [2, 2]}, training: {epochs: 1}, hypernet: {generator: full, z-dim: 2}}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    @AfterEach
    void forgetTheLogOfOtherTests() {
        LoggingSystem.get(CheckedLoggingTests.class.getClassLoader()).cleanUp();
        for (LoggingSystemProperty property : LoggingSystemProperty.values()) {
            System.clearProperty(property.getEnvironmentVariableName());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            logging.pattern.console                  | %nope{      | All tokens consumed but was expecting "}"
            logging.pattern.console                  | %nope       | for conversion word [nope]
            logging.pattern.console                  | ${nowhere}  | 'nowhere'
            logging.charset.console                  | klingon     | UnsupportedCharsetException, klingon
            logging.config                           | nope.xml    | nope.xml
            logging.file.name                        | /dev/null/x | /dev/null
            logging.file.path                        | /dev/null/x | /dev/null
            logging.structured.format.console        | nope        | Unknown format 'nope'
            logging.logback.rollingpolicy.max-file-size | huge     | [huge]
            """)
    void whatTheLogCannotUseIsOneFaultWithItsPlace(String name, String value, String reason, CapturedOutput output)
            throws IOException {
        Path spec = Files.writeString(
                folder.resolve("a.yml"), WRONG + name + ": '" + value + "'\nlogging.threshold.file: info\n");

        assertFaults(output, reason, spec + ":3: " + name, spec + ":2: ", "--spring.config.location=" + spec);

        Files.writeString(spec, WRONG);
        assertFaults(
                output,
                reason,
                "command line, --" + name,
                spec + ":2: ",
                "--spring.config.location=" + spec,
                "--" + name + "=" + value);
    }

    private static void assertFaults(
            CapturedOutput output, String reason, String where, String other, String... arguments) {
        InvalidSpecException failure = catchThrowableOfType(InvalidSpecException.class, () -> start(arguments));

        assertThat(failure.faults())
                .extracting(Fault::toString)
                .hasSize(2)
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith(where)
                        .contains(" cannot be used, but is '")
                        .contains(reason));
        assertThat(failure.faults()).anyMatch(fault -> fault.toString().startsWith(other));
        assertThat(output.getAll()).contains("The spec has 2 faults:").doesNotContain("\tat ", "|-", "Logging system");
    }

    @Test
    void whatItCanUseIsUsed(CapturedOutput output) {
        start(
                "--logging.file.name=" + folder.resolve("logs/a.log"),
                "--logging.pattern.console=<%msg>%n",
                "--logging.charset.console=UTF-8");

        LoggerFactory.getLogger("io.weightloom.checked").warn("told");

        assertThat(output).contains("<told>");
    }

    private static void start(String... arguments) {
        SpringApplication application = new SpringApplication(Nothing.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        application.run(arguments);
    }

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}
}
