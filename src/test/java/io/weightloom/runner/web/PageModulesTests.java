package io.weightloom.runner.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyExecutable;
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

    private static final Path RESOURCES = Path.of("src/test/resources");

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

        assertThat(planted)
                .hasSize(2)
                .allSatisfy(fact ->
                        assertThatThrownBy(fact.getExecutable()::execute).hasMessageContaining("1 is not 2"));
    }

    private static Stream<DynamicTest> facts(Path file) {
        return names(file).stream()
                .map(name -> DynamicTest.dynamicTest(name, file.toUri(), () -> {
                    try (Context context = context()) {
                        hold(exports(context, file).getMember(name).execute());
                    }
                }));
    }

    /** A promise has been kept or broken by now: whatever a module waits for is given to it by its fact. */
    private static void hold(Value told) {
        if (told.hasMember("then")) {
            AtomicReference<String> end = new AtomicReference<>("It waits for what never comes");
            told.invokeMember("then", (ProxyExecutable) kept -> end.getAndSet(""), (ProxyExecutable)
                    broken -> end.getAndSet(broken[0].toString()));
            assertThat(end.get()).isEmpty();
        }
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

    /** Facts read cases that they share with others by {@code resource("io/weightloom/...")}. */
    private static Context context() {
        Context context = Context.newBuilder("js")
                .engine(ENGINE)
                .allowHostAccess(HostAccess.NONE)
                .allowIO(IOAccess.ALL)
                .allowExperimentalOptions(true)
                .option("js.esm-eval-returns-exports", "true")
                .build();
        context.getBindings("js").putMember("resource", (ProxyExecutable) path -> resource(path[0].asString()));
        return context;
    }

    private static String resource(String path) {
        try {
            return Files.readString(RESOURCES.resolve(path));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
