package io.weightloom.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Plants the faults of {@code docs/faults.md}, one at a time, and sees the tests fail that the list names, and the run
 * reject a trial where the list says so. Two of them as a rule, all with {@code -Dproofs=full}, and those whose names
 * begin with one of {@code -Dfaults=name,name}.
 */
class FaultsTests {

    private static final Path TESTS = Path.of("src", "test", "java");

    /** How many failures a test has without a fault. */
    private static final Map<String, Long> WITHOUT = new HashMap<>();

    static Stream<Fault> chosen() {
        String names = System.getProperty("faults", "");
        if (!names.isEmpty()) {
            return Fault.all().stream()
                    .filter(fault -> Arrays.stream(names.split(",")).anyMatch(fault.name()::startsWith));
        }
        return "full".equals(System.getProperty("proofs"))
                ? Fault.all().stream()
                : Fault.all().stream().limit(2);
    }

    /** A list that fell behind the code proves nothing. */
    @Test
    void everyFaultOfTheListFitsTheSourcesAndChangesThem() {
        assertThat(Fault.all()).hasSizeGreaterThanOrEqualTo(40).allSatisfy(fault -> {
            assertThat(fault.places()).as(fault.name()).isEqualTo(1);
            assertThat(fault.planted()).isNotEqualTo(Files.readString(fault.path()));
            assertThat(fault.tests()).isNotEmpty();
        });
        assertThat(Fault.all()).extracting(Fault::name).doesNotHaveDuplicates();
    }

    @Test
    void atLeastTwentyOfThemAreRejectedByTheRunItself() {
        assertThat(Fault.all().stream()
                        .filter(fault -> fault.check().isPresent())
                        .count())
                .isGreaterThanOrEqualTo(20);
    }

    @ParameterizedTest
    @MethodSource("chosen")
    void aTestFailsWithTheFault(Fault fault, @TempDir Path folder) throws IOException, ClassNotFoundException {
        try (FaultyCode code = FaultyCode.with(fault, folder)) {
            Map<String, Long> failures = new LinkedHashMap<>();
            for (String test : fault.tests()) {
                failures.put(test, failures(code, test));
            }

            assertThat(failures).allSatisfy((test, count) -> assertThat(count).isPositive());
            assertThat(failures.keySet())
                    .allSatisfy(test -> assertThat(failuresWithout(test))
                            .as("%s without a fault", test)
                            .isZero());
        }
    }

    @ParameterizedTest
    @MethodSource("chosen")
    void theRunRejectsATrialWithTheFaultWhereTheListSaysSo(Fault fault, @TempDir Path folder)
            throws IOException, ReflectiveOperationException {
        try (FaultyCode code = FaultyCode.with(fault, folder)) {
            List<String> found = rejections(code);

            assertThat(found).hasSize(fault.check().isPresent() ? 1 : 0);
            fault.check().ifPresent(check -> assertThat(found.get(0)).contains(": " + check + " of "));
        }
    }

    @Test
    void theRunRejectsNothingWithoutAFault() throws IOException, ReflectiveOperationException {
        try (FaultyCode code = FaultyCode.without()) {
            assertThat(rejections(code)).isEmpty();
        }
    }

    /** A test that fails in a loader of its own for another reason would catch everything. */
    private static long failuresWithout(String test) throws IOException, ClassNotFoundException {
        Long known = WITHOUT.get(test);
        if (known == null) {
            try (FaultyCode code = FaultyCode.without()) {
                known = failures(code, test);
            }
            WITHOUT.put(test, known);
        }
        return known;
    }

    private static List<String> rejections(FaultyCode code) throws ReflectiveOperationException {
        Supplier<?> sweep = (Supplier<?>)
                code.loadClass(SmallSweep.class.getName()).getConstructor().newInstance();
        return ((List<?>) within(code, sweep)).stream().map(String::valueOf).toList();
    }

    /** Tests of a class, or one of them, that fail. */
    private static long failures(FaultyCode code, String test) throws ClassNotFoundException, IOException {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selector(code, test))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherConfig alone = LauncherConfig.builder()
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .build();
        within(code, () -> {
            LauncherFactory.create(alone).execute(request, listener);
            return true;
        });
        TestExecutionSummary summary = listener.getSummary();
        assertThat(summary.getTestsFoundCount()).as("tests in %s", test).isPositive();
        return summary.getTotalFailureCount();
    }

    private static DiscoverySelector selector(FaultyCode code, String test) throws ClassNotFoundException, IOException {
        String[] parts = test.split("#", -1);
        Class<?> type = code.loadClass(named(parts[0]));
        if (parts.length == 1) {
            return selectClass(type);
        }
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(parts[1]))
                .map(method -> selectMethod(type, method))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No test " + test));
    }

    /** The class of a simple name. */
    private static String named(String simple) throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            Path found = files.filter(file -> file.endsWith(simple + ".java"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("No tests " + simple));
            String path = TESTS.relativize(found).toString();
            return path.substring(0, path.length() - ".java".length()).replaceAll("[/\\\\]", ".");
        }
    }

    private static <T> T within(FaultyCode code, Supplier<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(code);
        try {
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
