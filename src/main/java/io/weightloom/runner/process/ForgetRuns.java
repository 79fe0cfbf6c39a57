package io.weightloom.runner.process;

import io.weightloom.runner.run.Forgetting;
import io.weightloom.runner.settings.ForgetCommand;
import io.weightloom.runner.store.Run;
import io.weightloom.runner.store.Runs;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import io.weightloom.text.Nearest;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.core.env.ConfigurableEnvironment;

/** Forgets what the command line names. */
final class ForgetRuns {

    private final Runs runs;
    private final Forgetting forgetting;
    private final ConfigurableEnvironment environment;

    ForgetRuns(Runs runs, Forgetting forgetting, ConfigurableEnvironment environment) {
        this.runs = runs;
        this.forgetting = forgetting;
        this.environment = environment;
    }

    /**
     * Whether something is to be forgotten, which is all that this process does then.
     *
     * @throws InvalidSpecException if nothing has this name, or somebody works on it
     */
    boolean done() {
        ForgetCommand command = ForgetCommand.in(environment).orElse(null);
        if (command == null) {
            return false;
        }
        List<Run> all = runs.all();
        List<Run> meant = all.stream()
                .filter(run -> command.means(run.key().experiment(), run.id()))
                .toList();
        if (meant.isEmpty()) {
            throw fault("is '%s' and names nothing that ran; %s".formatted(command.text(), names(all)));
        }
        if (forgetting.forget(meant) instanceof Forgetting.Result.AtWork atWork) {
            throw fault("is '%s', but run %s is being run by %s; nothing was forgotten"
                    .formatted(command.text(), atWork.run().id(), atWork.who()));
        }
        return true;
    }

    private static String names(List<Run> all) {
        return all.isEmpty()
                ? "nothing was ever run in this database"
                : Nearest.hint(
                        "",
                        all.stream()
                                .map(run -> run.key().experiment() + "/" + run.id())
                                .collect(Collectors.toList()));
    }

    private InvalidSpecException fault(String message) {
        Fault fault = ForgetCommand.fault(environment, message);
        return new InvalidSpecException(List.of(fault));
    }
}
