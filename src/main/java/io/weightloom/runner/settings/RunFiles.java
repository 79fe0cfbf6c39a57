package io.weightloom.runner.settings;

import io.weightloom.runner.review.RunAddress;
import io.weightloom.spec.fault.Fault;
import io.weightloom.text.KebabCase;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The options that ask for tables of runs, or for the page, in files; and where no experiments are given, of which run.
 */
public final class RunFiles {

    /** Of which run. */
    public static final String OF = "runner.of";

    private static final SettingRule<String> FILE =
            new SettingRule<>(String.class, "the path of a file", RunFiles::isPath, UnaryOperator.identity());

    private RunFiles() {}

    /** What each option may be. */
    static Map<String, List<SettingRule<?>>> rules() {
        Map<String, List<SettingRule<?>>> rules = new LinkedHashMap<>();
        for (RunFile file : RunFile.values()) {
            rules.put(option(file), List.of(FILE));
        }
        rules.put(
                OF,
                List.of(new SettingRule<>(
                        String.class,
                        RunAddress.FORMS,
                        text -> RunAddress.of(text).isPresent())));
        return rules;
    }

    /** The options that ask for files. */
    static List<String> options() {
        return Arrays.stream(RunFile.values()).map(RunFiles::option).toList();
    }

    /** The option that asks for a file. */
    private static String option(RunFile file) {
        return "runner.write." + KebabCase.of(file);
    }

    /** Which options do not go together, and which files cannot be written. */
    static List<Fault> faults(ConfigurableEnvironment environment) {
        Map<RunFile, Path> files = of(environment);
        List<Fault> faults = new ArrayList<>();
        if (files.isEmpty() && address(environment).isPresent()) {
            faults.add(fault(environment, OF, "is of no use without --%s=FILE".formatted(option(RunFile.TRIALS))));
        }
        Map<Path, String> taken = new LinkedHashMap<>();
        files.forEach((kind, file) -> {
            String option = option(kind);
            fault(file).ifPresent(message -> faults.add(fault(environment, option, message)));
            String other = taken.putIfAbsent(file.toAbsolutePath().normalize(), option);
            if (other != null) {
                faults.add(fault(
                        environment,
                        option,
                        "must be another file than that of %s, but both are '%s'".formatted(other, file)));
            }
        });
        return faults;
    }

    /** What keeps a file from being written; to stand after the option's name. */
    static Optional<String> fault(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.exists(file) && !Files.isRegularFile(file)) { // whose place a file would take
            return Optional.of("must be a file, but '%s' is %s"
                    .formatted(file, Files.isDirectory(file) ? "a folder" : "a pipe or device"));
        }
        return folder == null || !Files.isDirectory(folder)
                ? Optional.of("must be in a folder, but there is no folder '%s'".formatted(folder))
                : Optional.empty();
    }

    /** The files by what is to stand in them; none if nothing is asked for. */
    public static Map<RunFile, Path> of(ConfigurableEnvironment environment) {
        Map<RunFile, Path> files = new EnumMap<>(RunFile.class);
        Binder binder = Binder.get(environment);
        for (RunFile kind : RunFile.values()) {
            ConfigurationPropertyName option = ConfigurationPropertyName.of(option(kind));
            if (FILE.allows(binder, option)) {
                binder.bind(option, Bindable.of(String.class)).ifBound(file -> files.put(kind, Path.of(file)));
            }
        }
        return files;
    }

    private static boolean isPath(String text) {
        try {
            return !Path.of(text).toString().isBlank();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** The run that is named. */
    public static Optional<RunAddress> address(ConfigurableEnvironment environment) {
        return RunAddress.of(environment.getProperty(OF, ""));
    }

    /** A fault of the run that is named, or of asking for the latest one. */
    public static Fault runFault(ConfigurableEnvironment environment, String message) {
        return address(environment)
                .map(run -> fault(environment, OF, "is '%s' and %s".formatted(run, message)))
                .orElseGet(() -> fault(
                        environment,
                        option(of(environment).keySet().iterator().next()),
                        "without --%s %s".formatted(OF, message)));
    }

    /** That a file cannot be written. */
    public static Fault writeFault(ConfigurableEnvironment environment, RunFile file, Exception failure) {
        return fault(environment, option(file), "leads to where nothing can be written: " + failure.getMessage());
    }

    private static Fault fault(ConfigurableEnvironment environment, String option, String message) {
        return new Fault(SettingPlaces.of(environment, option), option, message);
    }
}
