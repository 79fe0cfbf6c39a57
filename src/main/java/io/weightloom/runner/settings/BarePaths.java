package io.weightloom.runner.settings;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Files and folders that stand on a command line without an option's name before them. */
public final class BarePaths {

    private static final String LOCATION = "--spring.config.location=";

    private static final List<String> EXTENSIONS = List.of(".yml", ".yaml", ".properties");

    private BarePaths() {}

    /** The same arguments, with the option that is meant before each path: several of it name several places. */
    public static String[] named(String... arguments) {
        return Arrays.stream(arguments)
                .map(argument -> isPath(argument) ? LOCATION + argument : argument)
                .toArray(String[]::new);
    }

    /** A name that is misspelt is one too, by how it ends, so that what is told is what there is instead. */
    private static boolean isPath(String argument) {
        return !argument.startsWith("-")
                && !argument.isBlank()
                && (EXTENSIONS.stream().anyMatch(argument::endsWith) || exists(argument));
    }

    private static boolean exists(String argument) {
        try {
            return Files.exists(Path.of(argument));
        } catch (InvalidPathException e) { // of no file, then
            return false;
        }
    }
}
