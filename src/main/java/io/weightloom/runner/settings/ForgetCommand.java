package io.weightloom.runner.settings;

import io.weightloom.spec.fault.Fault;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The option that names what is to be forgotten: all runs of an experiment, or one of them.
 *
 * @param text as it was given
 */
public record ForgetCommand(String text) {

    static final String NAME = "runner.forget";

    /** What the option may be. */
    static final SettingRule<String> RULE = new SettingRule<>(
            String.class, "the name of an experiment, or of one of its runs as experiment/run", text -> true);

    /** What is asked for, by options without faults; empty if nothing is. */
    public static Optional<ForgetCommand> in(ConfigurableEnvironment environment) {
        return Optional.of(Binder.get(environment).bind(NAME, String.class).orElse(""))
                .filter(text -> !text.isBlank())
                .map(ForgetCommand::new);
    }

    /** A fault of the option. */
    public static Fault fault(ConfigurableEnvironment environment, String message) {
        return new Fault(SettingPlaces.of(environment, NAME), NAME, message);
    }

    /** Whether this means a run of an experiment. */
    public boolean means(String experiment, long run) {
        return text.equals(experiment) || text.equals(experiment + "/" + run);
    }
}
