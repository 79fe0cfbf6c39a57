package io.weightloom.runner.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.weightloom.data.Datasets;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

/**
 * Whatever happens to a spec, it is read, or its faults are told: each in a line with the place in the file, in letters
 * that a terminal can be given, within the time. The property {@code mutants} says how many are tried.
 */
class SpecMutationTests {

    private static final int FEW = 1_400;
    private static final int MANY = 20_000;

    /** Of the processor, for other work may slow the clock. */
    private static final long MOST_NANOS = 5_000_000_000L;

    private static final List<String> CASES = List.of(
            "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c]\n",
            "experiments:\n  tiny:\n    target: {layers: &a [2, *a]}\n",
            "experiments:\n  tiny: &t\n    seed: ._\n    data: {source: moons, samples: 0200}\n  no: {<<: *t}\n  mnist-v1.0: *t\n",
            "experiments:\n  tiny:\n    description: \"\\e[31m\\r\\n\\u202e\"\n    target: {layers: [{1: 2}, 4, 2]}\n    seed: !!float x\n");

    @Test
    void noMutantEndsInATraceAHangOrAForgedLine() throws IOException {
        List<String> specs = specs();
        int mutants = Integer.getInteger("mutants", "full".equals(System.getProperty("proofs")) ? MANY : FEW);

        for (int i = 0; i < mutants; i++) {
            String mutant = new SpecMutation(i).of(specs.get(i % specs.size()));
            long begun = cpuNanos();

            List<Fault> faults = new ArrayList<>();
            assertThatNoException().as("mutant %d:%n%s", i, mutant).isThrownBy(() -> faults.addAll(faults(mutant)));

            assertThat(cpuNanos() - begun)
                    .as("nanoseconds for mutant %d:%n%s", i, mutant)
                    .isLessThan(MOST_NANOS);
            assertThat(faults.isEmpty() ? List.<String>of() : new InvalidSpecException(faults).lines())
                    .as("mutant %d:%n%s", i, mutant)
                    .allSatisfy(
                            line -> assertThat(line)
                                    .matches("(Byte array resource \\[a\\.yml]:\\d+: \\S.*|and [\\d,]+ more)")
                                    .doesNotMatch(
                                            ".*[\\p{Cntrl}\u0080-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff].*"));
        }
    }

    @Test
    void nothingThatIsAddedToASpecHidesItsFault() throws IOException {
        String faulty = "experiments:\n  tiny:\n    seed: -1\n";
        List<String> specs = Stream.concat(
                        SpecMutation.SECTIONS.stream()
                                .flatMap(section -> Stream.of(section + "---\n" + faulty, faulty + "---\n" + section)),
                        SpecMutation.KEYS.stream().map(key -> faulty + "    " + key + ": 2\n"))
                .toList();

        for (String spec : specs) {
            assertThat(faults(spec))
                    .as(spec)
                    .extracting(Fault::key)
                    .containsAnyOf("experiments.tiny.seed", "experiments.tiny", "the file");
        }
    }

    /** The specs that come with the project, and some that were at fault before. */
    private static List<String> specs() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("experiments"))) {
            return Stream.concat(
                            files.filter(file -> file.toString().endsWith(".yml"))
                                    .sorted()
                                    .map(SpecMutationTests::text),
                            CASES.stream())
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Fault> faults(String text) throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        for (PropertySource<?> document :
                new YamlLoader().load("a.yml", new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8), "a.yml"))) {
            environment.getPropertySources().addLast(document);
        }
        return SpecFiles.read(environment, new Datasets()).faults();
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
