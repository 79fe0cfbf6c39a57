package io.weightloom.bench;

import io.weightloom.program.natives.Cpu;
import io.weightloom.program.natives.Natives;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the figures hold for.
 *
 * @param cpu model name
 * @param flags of it that kernels are chosen by
 * @param kernels that are chosen: ND4J's natives, and OpenBLAS's family
 * @param cores that the JVM sees
 * @param os name, version and architecture
 * @param jdk vendor and version
 * @param commit of the source, with "-dirty" if it was changed
 * @param environment variables that steer the native libraries; they decide which of OpenBLAS's kernels run
 * @param versions of the libraries
 */
record Machine(
        String cpu,
        List<String> flags,
        String kernels,
        int cores,
        String os,
        String jdk,
        String commit,
        Map<String, String> environment,
        Map<String, String> versions) {

    static Machine here() {
        Map<String, String> environment = new TreeMap<>();
        System.getenv().forEach((name, value) -> {
            if (name.matches("(OPENBLAS|OMP|MKL|DNNL|ONEDNN|ATEN)_.*|JAVA_TOOL_OPTIONS|MALLOC_.*")) {
                environment.put(name, value);
            }
        });
        Map<String, String> versions = new TreeMap<>();
        for (String library : new String[] {"nd4j", "openblas", "libtorch", "libtorch.openblas"}) {
            versions.put(library, System.getProperty("bench.version." + library, "unknown"));
        }
        return new Machine(
                Cpu.here().model(),
                Cpu.here().flags().stream()
                        .filter(flag -> flag.matches("avx.*|fma|f16c|amx.*|sse4_2"))
                        .sorted()
                        .toList(),
                chosen(),
                Runtime.getRuntime().availableProcessors(),
                properties("os.name", "os.version", "os.arch"),
                properties("java.vendor", "java.version"),
                builtFrom(),
                environment,
                versions);
    }

    /** Processes that want to run, in the mean of the last minute; above what we start, it is somebody else's work. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String chosen() {
        return "%s, OpenBLAS for %s"
                .formatted(
                        Natives.choose(),
                        Optional.ofNullable(System.getenv("OPENBLAS_CORETYPE")).orElse("what it finds"));
    }

    private static String properties(String... names) {
        return String.join(" ", Stream.of(names).map(System::getProperty).toList());
    }

    private static String builtFrom() {
        Properties git = new Properties();
        try (InputStream in = Machine.class.getResourceAsStream("/git.properties")) {
            if (in != null) {
                git.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return git.getProperty("git.commit.id", "unknown")
                + (Boolean.parseBoolean(git.getProperty("git.dirty")) ? "-dirty" : "");
    }
}
