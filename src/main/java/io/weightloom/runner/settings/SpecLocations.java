package io.weightloom.runner.settings;

import io.weightloom.runner.database.Secrets;
import io.weightloom.spec.fault.Fault;
import io.weightloom.text.FileNames;
import io.weightloom.text.Nearest;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Looks at the spec files that the user names before Spring Boot reads them, so that a misspelt path is answered with
 * what there is instead, and a path of any letters is read. Files at fault are hidden from Spring Boot, which would end
 * the process at the first one; their faults are told together with those of the others. Other kinds of locations are
 * left to Spring Boot.
 */
final class SpecLocations implements EnvironmentPostProcessor, Ordered {

    private static final List<String> OPTIONS = List.of("spring.config.location", "spring.config.additional-location");
    private static final String IMPORT = "spring.config.import";

    private static final String OPTIONAL = "optional:";

    /** What Spring Boot takes for something other than a letter of a name. */
    private static final Pattern MEANINGFUL = Pattern.compile("[:#?%\\[\\]*\\\\{}^`\"<>|]");

    /** All folders in a folder, the one pattern of Spring Boot. */
    private static final Pattern FOLDERS = Pattern.compile("[^*]*/\\*/");

    private static final List<String> EXTENSIONS = List.of(".yml", ".yaml", ".properties");

    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER - 1;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Stream.concat(OPTIONS.stream(), Stream.of(IMPORT)).forEach(option -> {
            String given = environment.getProperty(option, "");
            Secrets.addressFault(given)
                    .map(fault -> new Fault(Secrets.masked(given), "(" + option + ")", fault))
                    .ifPresent(fault -> reject(environment, option, List.of(fault)));
        });
        List<Fault> imports = Arrays.stream(environment.getProperty(IMPORT, "").split("[,;]", -1))
                .map(String::strip)
                .flatMap(location ->
                        SpringRules.importFault(location).map(fault -> new Fault(location, "(" + IMPORT + ")", fault)))
                .toList();
        if (!imports.isEmpty()) {
            reject(environment, IMPORT, imports);
        }
        for (String option : OPTIONS) {
            String given = environment.getProperty(option, "");
            List<Fault> faults = new ArrayList<>();
            List<String> good = new ArrayList<>();
            for (String group : given.split(",", -1)) {
                List<Fault> found = faults(option, group);
                faults.addAll(found);
                if (found.isEmpty()) {
                    good.add(Arrays.stream(group.split(";", -1))
                            .map(SpecLocations::plain)
                            .collect(Collectors.joining(";")));
                }
            }
            if (!faults.isEmpty()) {
                environment.getPropertySources().addFirst(new FaultSource(option, faults));
            }
            String plain = String.join(",", good);
            if (!plain.equals(given)) {
                environment
                        .getPropertySources()
                        .addFirst(new MapPropertySource(option + " (as read)", Map.of(option, plain)));
            }
        }
    }

    /** What is wrong with a location: one, or a group of them with semicolons between. */
    private static List<Fault> faults(String option, String group) {
        return Arrays.stream(group.split(";", -1))
                .map(String::strip)
                .flatMap(location ->
                        fault(location).map(fault -> new Fault(location, "(" + option + ")", fault)).stream())
                .toList();
    }

    /** Has faults told in place of reading what an option names. */
    private static void reject(ConfigurableEnvironment environment, String option, List<Fault> faults) {
        environment.getPropertySources().addFirst(new MapPropertySource(option + " (as read)", Map.of(option, "")));
        environment.getPropertySources().addFirst(new FaultSource(option, faults));
    }

    private static Optional<String> fault(String location) {
        String path = path(location);
        if (path.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path file = Path.of(path);
            if (Files.exists(file)) {
                return fault(file);
            } else if (path.contains("*")) {
                return FOLDERS.matcher(path).matches()
                        ? Optional.empty()
                        : Optional.of(
                                "does not exist, and names with * in them are not looked for; name the files, with"
                                        + " commas between them" + specs(Path.of(".")));
            }
            boolean other = path.contains(":") || path.endsWith("]"); // it may be missing, or is no file
            return other || location.startsWith(OPTIONAL) ? Optional.empty() : fault(file);
        } catch (InvalidPathException e) {
            return FileNames.fault(path).map(reason -> "is no path of a file here: " + reason);
        }
    }

    private static String path(String location) {
        String path = location.startsWith(OPTIONAL) ? location.substring(OPTIONAL.length()) : location;
        return path.startsWith("file:") ? path.substring("file:".length()) : path;
    }

    /**
     * The same location in letters that mean themselves to Spring Boot, which takes locations for URLs with patterns
     * and attributes, and a folder without a slash for a file.
     */
    private static String plain(String given) {
        String location = given.strip();
        Path file = Path.of(path(location));
        if (path(location).isEmpty() || !Files.exists(file)) {
            return location;
        } else if (MEANINGFUL.matcher(path(location)).find()) {
            return (location.startsWith(OPTIONAL) ? OPTIONAL : "")
                    + file.toUri().toString().replace("*", "%2A");
        }
        return Files.isDirectory(file) && !location.endsWith("/") ? location + "/" : location;
    }

    private static Optional<String> fault(Path file) {
        if (Files.isDirectory(file)) {
            return holdsApplication(file)
                    ? Optional.empty()
                    : Optional.of("is a folder; name the files in it, with commas between them" + specs(file));
        } else if (!Files.exists(file)) {
            return Optional.of("does not exist" + others(file));
        } else if (!Files.isRegularFile(file)) {
            return Optional.of("must be a file, but is a pipe, a device or the like");
        } else if (EXTENSIONS.stream().noneMatch(extension -> file.toString().endsWith(extension))) {
            return Optional.of("must be a file that ends in .yml");
        } else if (!Files.isReadable(file)) {
            return Optional.of("cannot be read; check its permissions");
        }
        return Optional.empty();
    }

    /** Whether Spring Boot finds something in a folder. */
    private static boolean holdsApplication(Path folder) {
        return EXTENSIONS.stream().anyMatch(extension -> Files.exists(folder.resolve("application" + extension)));
    }

    private static String others(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return "; neither does its folder";
        }
        List<String> names = names(folder);
        return names.isEmpty() ? "" : "; " + Nearest.hint(String.valueOf(file.getFileName()), names);
    }

    private static String specs(Path folder) {
        List<String> names = names(folder);
        return names.isEmpty() ? "" : ": " + String.join(", ", names);
    }

    private static List<String> names(Path folder) {
        String[] names = folder.toFile().list((in, name) -> name.endsWith(".yml") || name.endsWith(".yaml"));
        return names == null ? List.of() : Arrays.stream(names).sorted().toList();
    }
}
