package io.weightloom.runner.settings;

import io.weightloom.spec.fault.InvalidSpecException;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows every fault of a spec on a line of its own. */
final class InvalidSpecFailureAnalyzer extends AbstractFailureAnalyzer<InvalidSpecException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidSpecException cause) {
        int count = cause.faults().size();
        String whose = cause.faults().stream().allMatch(fault -> fault.where().startsWith(SettingPlaces.COMMAND_LINE))
                ? "The command line has "
                : "The spec has ";
        return new FailureAnalysis(
                cause.lines().stream()
                        .collect(Collectors.joining(
                                "\n", whose + (count == 1 ? "a fault:\n\n" : count + " faults:\n\n"), "")),
                "Nothing was trained or stored. Correct " + (count == 1 ? "it" : "them") + " and start again.",
                cause);
    }
}
