package io.weightloom.program.natives;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Linux says of this machine's processors. Immutable.
 *
 * @param model of the first processor; "unknown" where Linux does not say
 * @param flags what every processor can do, in Linux's names; empty where Linux does not say
 */
public record Cpu(String model, Set<String> flags) {

    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    public Cpu {
        flags = Set.copyOf(flags);
    }

    /**
     * Of this machine.
     *
     * @throws UncheckedIOException if Linux's text breaks off
     */
    public static Cpu here() {
        if (!isTold()) {
            return of(Stream.empty());
        }
        try (Stream<String> lines = Files.lines(CPUINFO)) {
            return of(lines);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + CPUINFO, e);
        }
    }

    /** Whether this system tells at all. */
    static boolean isTold() {
        return Files.isReadable(CPUINFO);
    }

    /** From the lines of {@code /proc/cpuinfo}. */
    static Cpu of(Stream<String> lines) {
        List<String> all = lines.toList();
        return new Cpu(
                values(all, "model name").findFirst().orElse("unknown"),
                values(all, "flags")
                        .map(words -> Set.copyOf(Arrays.asList(words.split("\\s+"))))
                        .reduce((some, others) ->
                                some.stream().filter(others::contains).collect(Collectors.toSet()))
                        .orElse(Set.of()));
    }

    /** What stands behind a key, once for each processor. */
    private static Stream<String> values(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).trim());
    }
}
