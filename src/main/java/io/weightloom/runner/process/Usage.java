package io.weightloom.runner.process;

import io.weightloom.runner.console.Terminal;
import io.weightloom.runner.settings.RunnerRules;
import io.weightloom.trial.Provenance;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a command line is answered at once, with nothing started: how it is used, and which runner this is. */
public final class Usage {

    private static final List<String> HELP = List.of("--help", "-h");

    private static final String VERSION = "--version";

    private static final String HEAD = """
            Runs experiments with hypernetworks that YAML files describe, and serves their results.

            java -jar runner.jar experiments/a.yml [--name=value ...]    runs them; goes on where a run was left
            java -jar runner.jar                                         serves what the database holds
            java -jar runner.jar experiments/a.yml --runner.plan=true    tells what would be trained, and how long
            java -jar runner.jar --help | --version

            Every setting of an experiment can be given, such as --experiments.NAME.training.epochs=5; and of the runner:

            """;

    private static final String TAIL = """

            Also --server.port (0 for any free one), --spring.datasource.url and all else that Spring Boot knows.
            What stays the same for an installation stands in config/runner.yml of the working directory.

            Exit codes: 0 all ended well, 2 a bad spec, bad data or a bad option, 3 trials failed or were rejected,
            4 stopped (the same command goes on), 1 anything unexpected.
            """;

    private Usage() {}

    /** Answers on standard output, if that is all that these arguments ask for; false if they ask for more. */
    public static boolean answers(String... arguments) {
        Optional<String> answer = answer(arguments);
        answer.ifPresent(text -> {
            PrintStream out = new PrintStream(Terminal.output(), false, Charset.defaultCharset());
            out.print(text);
            out.flush();
        });
        return answer.isPresent();
    }

    /** What these arguments are answered; empty if they ask for more. */
    static Optional<String> answer(String... arguments) {
        List<String> asked = Arrays.asList(arguments);
        if (asked.stream().anyMatch(HELP::contains)) {
            return Optional.of(help());
        }
        return asked.contains(VERSION)
                ? Optional.of("weightloom " + Provenance.build() + System.lineSeparator())
                : Optional.empty();
    }

    private static String help() {
        Map<String, String> allowed = RunnerRules.allowed();
        int width = allowed.keySet().stream().mapToInt(String::length).max().orElse(0);
        StringBuilder text = new StringBuilder(HEAD);
        allowed.forEach((name, values) -> text.append("  --")
                .append(name)
                .append(" ".repeat(width - name.length() + 2))
                .append(values)
                .append('\n'));
        return text.append(TAIL).toString();
    }
}
