package io.weightloom.bench;

import io.weightloom.program.natives.Cpu;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the figures hold for.
 *
 * @param cpu model name
 * @param cores that the JVM sees
 * @param os name, version and architecture
 * @param jdk vendor and version
 * @param commit of the source, with "-dirty" if it was changed
 * @param environment variables that steer the native libraries; they decide which of OpenBLAS's kernels run
 * @param versions of the libraries
 */
record Machine(
        String cpu,
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
