package io.weightloom.runner.settings;

import io.weightloom.runner.database.Secrets;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.read.SpecReader;
import io.weightloom.text.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.EnumerablePropertySource;

/** Keys of files and options of the command line that nobody reads: misspelt ones would be without effect. */
final class UnknownSettings {

    /** The keys that a file of settings can begin with: the experiments, the runner's own, Spring Boot's. */
    static final List<String> ROOTS = List.of(
            SpecReader.ROOT, RunnerRules.ROOT, "spring", "server", "management", "logging", "debug", "trace", "info");

    /** What the command line can say about where settings are read; a misspelt one would leave the spec unread. */
    private static final List<String> LOCATIONS = List.of(
            "spring.config.location",
            "spring.config.additional-location",
            "spring.config.name",
            "spring.config.import",
            "spring.config.on-not-found");

    private UnknownSettings() {}

    /** Of files alone: the machine's variables and properties are for others too. */
    static List<Fault> keys(EnumerablePropertySource<?> source) {
        List<Fault> faults = new ArrayList<>();
        Set<String> told = new HashSet<>();
        for (String name : source.getPropertyNames()) {
            String root = SettingTree.root(name);
            if (!SettingPlaces.isInFile(source, name)) {
                continue;
            }
            String place = SettingPlaces.of(source, name);
            if (root.equals(RunnerRules.ROOT)) {
                RunnerRules.unknown(name, place).ifPresent(faults::add);
            } else if (!ROOTS.contains(root) && told.add(root)) {
                faults.add(new Fault(place, root, "is not known; " + Nearest.hint(root, ROOTS)));
            }
        }
        return faults;
    }

    /**
     * Options, and what is given beside them.
     *
     * @param placeholders names that texts in files ask for, which are read
     */
    static List<Fault> options(CommandLinePropertySource<?> source, Set<String> placeholders) {
        List<Fault> faults = new ArrayList<>();
        String stray = source.getProperty(CommandLinePropertySource.DEFAULT_NON_OPTION_ARGS_PROPERTY_NAME);
        if (stray != null) {
            faults.add(stray(Secrets.maskedStray(stray, source)));
        }
        for (String name : source.getPropertyNames()) {
            option(name, SettingPlaces.of(source, name), placeholders).ifPresent(faults::add);
        }
        return faults;
    }

    private static Fault stray(String shown) {
        return new Fault(
                SettingPlaces.COMMAND_LINE, shown, "is neither an option, --name=value, nor the path of a .yml file");
    }

    private static Optional<Fault> option(String name, String place, Set<String> placeholders) {
        String root = SettingTree.root(name);
        if (root.equals(RunnerRules.ROOT)) {
            return RunnerRules.unknown(name, place);
        } else if (name.startsWith("spring.config.") && !LOCATIONS.contains(name)) {
            return Optional.of(new Fault(place, name, "is not known; " + Nearest.hint(name, LOCATIONS)));
        } else if (ROOTS.contains(root) || placeholders.contains(name)) {
            return Optional.empty();
        }
        List<String> known = new ArrayList<>(ROOTS);
        known.addAll(LOCATIONS);
        known.addAll(RunnerRules.names());
        String hint = Nearest.of(name, known)
                .or(() -> Nearest.of(root, ROOTS))
                .map(meant -> "did you mean '" + meant + "'?")
                .orElse("options begin with one of " + String.join(", ", ROOTS));
        return Optional.of(new Fault(place, Secrets.masked(name.contains(".") ? root : name), "is not known; " + hint));
    }
}
