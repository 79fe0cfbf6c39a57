package io.weightloom.trial;

import io.weightloom.program.natives.Cpu;
import io.weightloom.program.natives.Natives;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Where a trial's numbers come from.
 *
 * @param runner version of the runner
 * @param commit of the runner's source, with "-dirty" if it was built from a changed one; or "unknown"
 * @param jdk vendor and version
 * @param os name, version and architecture
 * @param cpu model name
 * @param natives which ND4J natives were loaded, such as "linux-x86_64-onednn-avx2"
 * @param dataFingerprint SHA-256 of the raw examples
 */
public record Provenance(
        String runner, String commit, String jdk, String os, String cpu, String natives, String dataFingerprint) {

    private static final String GIT = "git.properties";

    private static final String UNKNOWN = "unknown";

    private static final String DIRTY = "-dirty";

    private static final Map<String, Properties> BUILT = new ConcurrentHashMap<>();

    /** What this process runs on, asked when it is told for the first time. */
    private static final class Here {
        static final String CPU = Cpu.here().model();
    }

    /**
     * What makes numbers: of the same spec and data it makes the same ones again.
     *
     * @param commit of the runner's source
     * @param natives which ND4J natives are loaded
     */
    public record Maker(String commit, String natives) {}

    /** What would make numbers in this process; empty if its source is of no commit that anybody knows. */
    public static Optional<Maker> maker() {
        String commit = commit(built(GIT));
        return commit.equals(UNKNOWN) || commit.endsWith(DIRTY)
                ? Optional.empty()
                : Optional.of(new Maker(commit, Natives.load()));
    }

    /** Of a trial in this process. */
    static Provenance of(String dataFingerprint) {
        return new Provenance(
                built("META-INF/build-info.properties").getProperty("build.version", UNKNOWN),
                commit(built(GIT)),
                words("java.vendor", "java.version"),
                words("os.name", "os.version", "os.arch"),
                Here.CPU,
                Natives.load(),
                dataFingerprint);
    }

    /** Which runner this is: its version, and the commit that it was built from. */
    public static String build() {
        return "%s (commit %s)"
                .formatted(
                        built("META-INF/build-info.properties").getProperty("build.version", UNKNOWN),
                        commit(built("git.properties")));
    }

    private static String commit(Properties git) {
        String dirty = Boolean.parseBoolean(git.getProperty("git.dirty")) ? DIRTY : "";
        return git.getProperty("git.commit.id", UNKNOWN) + dirty;
    }

    private static String words(String... properties) {
        return Arrays.stream(properties).map(System::getProperty).collect(Collectors.joining(" "));
    }

    /** What the build wrote down about itself; empty where it could not. Looked up once: each trial tells it. */
    private static Properties built(String name) {
        return BUILT.computeIfAbsent(name, Provenance::read);
    }

    private static Properties read(String name) {
        Properties properties = new Properties();
        try {
            String here = String.valueOf(Provenance.class.getResource("Provenance.class"));
            List<URL> files = Collections.list(Provenance.class.getClassLoader().getResources(name));
            Optional<URL> own = nearest(here, files);
            if (own.isPresent()) {
                try (InputStream in = own.get().openStream()) {
                    properties.load(in);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(name + " of the runner's own jar cannot be read", e);
        }
        return properties;
    }

    /** Of files of one name the one that lies nearest to {@code here}: whose program this is may have its own. */
    static Optional<URL> nearest(String here, List<URL> files) {
        return files.stream()
                .max(Comparator.comparingInt(file -> Arrays.mismatch(
                        (here + '\n').toCharArray(), file.toString().toCharArray())));
    }
}
