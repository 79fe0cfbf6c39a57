package io.weightloom.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Python on this machine.
 *
 * @param command that starts it
 */
record Python(String command) {

    /** The first on the path, and the distribution's own, for whose modules the first may be too new. */
    private static final List<String> COMMANDS = List.of("python3", "/usr/bin/python3");

    private static final int SECONDS = 120;

    private static final Map<String, Optional<Python>> FOUND = new HashMap<>();

    /** One that has these modules; empty if there is none. */
    static synchronized Optional<Python> with(String... modules) throws IOException, InterruptedException {
        String imports = Stream.of(modules).map(module -> "import " + module).collect(Collectors.joining("\n"));
        Optional<Python> known = FOUND.get(imports);
        if (known == null) {
            known = found(imports);
            FOUND.put(imports, known);
        }
        return known;
    }

    private static Optional<Python> found(String imports) throws IOException, InterruptedException {
        for (String command : COMMANDS) {
            if (isThere(command)
                    && new Python(command).run(Path.of(""), "-c", imports).code() == 0) {
                return Optional.of(new Python(command));
            }
        }
        return Optional.empty();
    }

    private static boolean isThere(String command) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(command)));
    }

    /**
     * How a program ended.
     *
     * @param code of its exit
     * @param said on both of its streams
     */
    record End(int code, String said) {}

    /** Runs it in a folder, with these arguments. */
    End run(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of(arguments));
        Process process = new ProcessBuilder(words)
                .directory(folder.toAbsolutePath().toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        try (InputStream out = process.getInputStream()) {
            String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as(said).isTrue();
            return new End(process.exitValue(), said);
        }
    }
}
