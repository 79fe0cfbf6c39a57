package io.weightloom.runner.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Those of the page's modules that know no browser, by the facts in {@code src/test/js}: what such a file exports is a
 * function for each fact, named after it, which throws if it does not hold.
 */
class PageModulesTests {

    private static final Path FACTS = Path.of("src/test/js");

    /** What is parsed once is parsed for all. */
    private static final Engine ENGINE = Engine.newBuilder("js")
            .allowExperimentalOptions(true)
            .option("engine.WarnInterpreterOnly", "false")
            .build();

    @TestFactory
    List<DynamicNode> everyFactHolds() throws IOException {
        try (Stream<Path> files = Files.list(FACTS)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".test.js"))
                    .sorted()
                    .<DynamicNode>map(file ->
                            DynamicContainer.dynamicContainer(file.getFileName().toString(), facts(file)))
                    .toList();
        }
    }

    @Test
    void aFactThatDoesNotHoldIsTold() {
        List<DynamicTest> planted = facts(FACTS.resolve("planted.js")).toList();

        assertThat(planted).hasSize(1);
        assertThat(planted.get(0).getExecutable())
                .satisfies(fact -> assertThatThrownBy(fact::execute).hasMessageContaining("1 is not 2"));
    }

    private static Stream<DynamicTest> facts(Path file) {
        return names(file).stream()
                .map(name -> DynamicTest.dynamicTest(name, file.toUri(), () -> {
                    try (Context context = context()) {
                        exports(context, file).getMember(name).executeVoid();
                    }
                }));
    }

    private static List<String> names(Path file) {
        try (Context context = context()) {
            Value exports = exports(context, file);
            return exports.getMemberKeys().stream()
                    .filter(name -> exports.getMember(name).canExecute())
                    .toList();
        }
    }

    private static Value exports(Context context, Path file) {
        try {
            return context.eval(Source.newBuilder("js", file.toFile())
                    .mimeType("application/javascript+module")
                    .build());
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static Context context() {
        return Context.newBuilder("js")
                .engine(ENGINE)
                .allowHostAccess(HostAccess.NONE)
                .allowIO(IOAccess.ALL)
                .allowExperimentalOptions(true)
                .option("js.esm-eval-returns-exports", "true")
                .build();
    }
}
