package io.weightloom.job;

import io.weightloom.spec.Fault;
import io.weightloom.spec.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Looks at the spec files that the user names before Spring Boot reads them, so that a misspelt path is answered with
 * what there is instead. Files at fault are hidden from Spring Boot, which would end the process at the first one;
 * their faults are told together with those of the others. Other kinds of locations are left to Spring Boot.
 */
final class SpecLocations implements EnvironmentPostProcessor, Ordered {

    private static final List<String> OPTIONS = List.of("spring.config.location", "spring.config.additional-location");
    private static final List<String> EXTENSIONS = List.of(".yml", ".yaml", ".properties");

    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER - 1;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        for (String option : OPTIONS) {
            List<Fault> faults = new ArrayList<>();
            List<String> good = new ArrayList<>();
            for (String location : environment.getProperty(option, "").split(",", -1)) {
                List<Fault> found = faults(option, location);
                faults.addAll(found);
                if (found.isEmpty()) {
                    good.add(location);
                }
            }
            if (!faults.isEmpty()) {
                environment.getPropertySources().addFirst(new FaultSource(option, faults));
                environment
                        .getPropertySources()
                        .addFirst(new MapPropertySource(
                                option + " (without faults)", Map.of(option, String.join(",", good))));
            }
        }
    }

    /** What is wrong with a location: one, or a group of them with semicolons between. */
    private static List<Fault> faults(String option, String group) {
        return Arrays.stream(group.split(";", -1))
                .map(String::strip)
                .flatMap(location -> file(location)
                        .flatMap(SpecLocations::fault)
                        .map(fault -> new Fault(location, "(" + option + ")", fault))
                        .stream())
                .toList();
    }

    /** The file or folder that a location must be; empty if it may be missing or is something else. */
    private static Optional<Path> file(String location) {
        String path = location.startsWith("file:") ? location.substring("file:".length()) : location;
        boolean other = path.isEmpty() || path.contains(":") || path.contains("*") || path.endsWith("]");
        return other ? Optional.empty() : Optional.of(Path.of(path));
    }

    private static Optional<String> fault(Path file) {
        if (Files.isDirectory(file)) {
            return holdsApplication(file)
                    ? Optional.empty()
                    : Optional.of("is a folder; name the files in it, with commas between them" + specs(file));
        } else if (!Files.exists(file)) {
            return Optional.of("does not exist" + others(file));
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
