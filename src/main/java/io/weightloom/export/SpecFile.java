package io.weightloom.export;

import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.settings.Canonical;
import java.util.Map;
import java.util.Optional;

/** The spec file of an experiment whose only trial is a given one: what trains it again. */
public final class SpecFile {

    private SpecFile() {}

    /**
     * Its text.
     *
     * @param canonical the trial's canonical form
     * @return empty of a control, which no spec file can ask for alone
     */
    public static Optional<String> of(String canonical) {
        TrialSpec trial = Canonical.trial(canonical);
        if (!(trial.weights() instanceof HypernetSpec hypernet)
                || hypernet.condition().damage() != ConditionSpec.Damage.NONE) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder("experiments:\n  trial:\n");
        if (PlainValues.ofJson(canonical) instanceof Map<?, ?> sections) {
            sections.forEach((key, section) -> text.append("    ")
                    .append(key)
                    .append(": ")
                    .append(PlainValues.json(section))
                    .append('\n'));
        }
        return Optional.of(text.toString());
    }
}
