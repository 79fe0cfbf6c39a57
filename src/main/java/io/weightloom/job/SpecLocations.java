package io.weightloom.job;

import io.weightloom.spec.Fault;
import io.weightloom.spec.InvalidSpecException;
import io.weightloom.spec.Nearest;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Looks at the spec files that the user names before Spring Boot reads them, so that a misspelt path is answered with
 * what there is instead. Other kinds of locations are left to Spring Boot.
 */
final class SpecLocations implements EnvironmentPostProcessor, Ordered {

    private static final List<String> OPTIONS = List.of("spring.config.location", "spring.config.additional-location");
    private static final List<String> EXTENSIONS = List.of(".yml", ".yaml", ".properties");

    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER - 1;
    }

    /**
     * Checks them.
     *
     * @throws InvalidSpecException if a file does not exist or cannot be a spec
     */
    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        List<Fault> faults = new ArrayList<>();
        for (String option : OPTIONS) {
            for (String location : environment.getProperty(option, "").split("[,;]", -1)) {
                file(location.strip())
                        .flatMap(SpecLocations::fault)
                        .ifPresent(fault -> faults.add(new Fault(location.strip(), "(" + option + ")", fault)));
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidSpecException(faults);
        }
    }

    /** The file that a location must be; empty if it may be missing or is not one file. */
    private static Optional<Path> file(String location) {
        String path = location.startsWith("file:") ? location.substring("file:".length()) : location;
        boolean other = path.isEmpty()
                || path.contains(":")
                || path.contains("*")
                || path.endsWith("/")
                || path.endsWith(File.separator)
                || path.endsWith("]");
        return other ? Optional.empty() : Optional.of(Path.of(path));
    }

    private static Optional<String> fault(Path file) {
        if (Files.isDirectory(file)) {
            return Optional.of("is a folder; name the files in it, with commas between them");
        } else if (EXTENSIONS.stream().noneMatch(extension -> file.toString().endsWith(extension))) {
            return Optional.of("must be a file that ends in .yml");
        } else if (!Files.exists(file)) {
            return Optional.of("does not exist" + others(file));
        } else if (!Files.isReadable(file)) {
            return Optional.of("cannot be read; check its permissions");
        }
        return Optional.empty();
    }

    private static String others(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        String[] names = folder == null ? null : folder.toFile().list((in, name) -> name.endsWith(".yml"));
        if (names == null) {
            return "; neither does its folder";
        }
        return names.length == 0 ? "" : "; " + Nearest.hint(String.valueOf(file.getFileName()), List.of(names));
    }
}
