package io.weightloom.runner.settings;

import io.weightloom.runner.database.H2Url;
import io.weightloom.runner.database.Secrets;
import io.weightloom.runner.settings.RunnerSettings.Role;
import io.weightloom.spec.fault.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.ConfigurableEnvironment;

/** What cannot go with what a process is to others. */
final class RoleRules {

    private static final SettingRule<Role> KNOWN =
            new SettingRule<>(Role.class, "local, manager or worker", role -> true);

    private RoleRules() {}

    /** What a process is to others; what is none is a fault, and then it is nothing to them. */
    static Role of(ConfigurableEnvironment environment) {
        Binder binder = Binder.get(environment);
        return KNOWN.allows(binder, ConfigurationPropertyName.of(RunnerSettings.ROLE))
                ? binder.bind(RunnerSettings.ROLE, Role.class).orElse(Role.LOCAL)
                : Role.LOCAL;
    }

    /** What the role can be. */
    static SettingRule<Role> known() {
        return KNOWN;
    }

    /**
     * A fault of each setting that cannot go with the role.
     *
     * @param repetitions the settings that ask for trials to be trained again
     */
    static List<Fault> faults(ConfigurableEnvironment environment, List<String> repetitions) {
        Role role = of(environment);
        List<Fault> faults = new ArrayList<>();
        String url = environment.getProperty(DatabaseUrlRules.URL, "");
        if (role != Role.LOCAL && (url.isEmpty() || H2Url.of(url).isPresent())) {
            faults.add(new Fault(
                    SettingPlaces.of(environment, RunnerSettings.ROLE),
                    RunnerSettings.ROLE,
                    "is %s, but the database (%s) is '%s', which several machines cannot share: a manager and its workers need one PostgreSQL, such as --%s=jdbc:postgresql://host/weightloom"
                            .formatted(name(role), DatabaseUrlRules.URL, Secrets.masked(url), DatabaseUrlRules.URL)));
        }
        if (role == Role.WORKER) {
            List<String> others = new ArrayList<>(InsteadOfRuns.given(environment));
            others.addAll(repetitions);
            others.forEach(option -> faults.add(new Fault(
                    SettingPlaces.of(environment, option),
                    option,
                    "cannot go with %s=%s: a worker trains what managers on its database hand out, and does nothing else"
                            .formatted(RunnerSettings.ROLE, name(role)))));
        }
        return faults;
    }

    /**
     * A fault of experiments that a worker is given.
     *
     * @param place where the first of them begins
     */
    static Fault needless(String place, String key) {
        return new Fault(
                place,
                key,
                "cannot be given to a process with %s=%s, which trains what managers on its database hand out; give experiments to a manager"
                        .formatted(RunnerSettings.ROLE, name(Role.WORKER)));
    }

    private static String name(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
