package io.weightloom.spec.settings;

import io.weightloom.spec.LimitsSpec;
import io.weightloom.spec.PruningSpec;
import io.weightloom.spec.SweepSpec;
import io.weightloom.text.KebabCase;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A sweep in plain form, as a spec file could say it. What has its default is left out, and so are {@link LimitsSpec
 * limits}, on which no numbers depend.
 */
final class SweepForm {

    private SweepForm() {}

    /** All that decides which trials there are. */
    static SortedMap<String, Object> of(SweepSpec spec) {
        SortedMap<String, Object> sweep = new TreeMap<>();
        sweep.put(
                ExperimentSettings.SEARCH.key(),
                ExperimentSettings.SEARCH.kind().plain(spec.search()));
        sweep.put(
                ExperimentSettings.REPEATS.key(),
                ExperimentSettings.REPEATS.kind().plain(spec.repeats()));
        spec.maxTrials().ifPresent(most -> sweep.put("max-trials", most));
        spec.round().ifPresent(trials -> sweep.put("round", trials));
        if (spec.score() != SweepSpec.ScoreKind.VALIDATION) {
            sweep.put("score", KebabCase.of(spec.score()));
        }
        if (!spec.parameters().isEmpty()) {
            sweep.put(
                    "parameters",
                    spec.parameters().stream().map(SweepForm::parameter).toList());
        }
        if (!spec.constraints().isEmpty()) {
            SortedMap<String, Object> constraints = new TreeMap<>();
            spec.constraints()
                    .forEach(constraint -> constraints.put(KebabCase.of(constraint.count()), bounds(constraint)));
            sweep.put("constraints", constraints);
        }
        spec.pruning().ifPresent(pruning -> sweep.put("pruning", pruning(pruning)));
        return sweep;
    }

    private static SortedMap<String, Object> parameter(SweepSpec.Parameter parameter) {
        SortedMap<String, Object> plain = range(parameter.range());
        if (!parameter.when().isEmpty()) {
            plain.put("when", new TreeMap<>(parameter.when()));
        }
        return plain;
    }

    private static SortedMap<String, Object> range(SweepSpec.Range range) {
        SortedMap<String, Object> plain = new TreeMap<>();
        if (range instanceof SweepSpec.Range.Choice choice) {
            List<SortedMap<String, Object>> settings = choice.settings().stream()
                    .map(setting -> values(setting, choice))
                    .toList();
            if (settings.size() == 1) {
                return settings.get(0);
            }
            plain.put("tied", settings);
        } else if (range instanceof SweepSpec.Range.Whole whole) {
            plain.putAll(Map.of("name", whole.setting(), "min", whole.min(), "max", whole.max()));
            if (whole.step() != 1) {
                plain.put("step", whole.step());
            }
            putScale(whole.scale(), plain);
        } else if (range instanceof SweepSpec.Range.Real real) {
            plain.putAll(Map.of("name", real.setting(), "min", real.min(), "max", real.max()));
            real.step().ifPresent(step -> plain.put("step", step));
            putScale(real.scale(), plain);
        }
        return plain;
    }

    private static SortedMap<String, Object> values(String setting, SweepSpec.Range.Choice choice) {
        return new TreeMap<>(Map.of(
                "name",
                setting,
                "values",
                choice.options().stream().map(option -> option.get(setting)).toList()));
    }

    private static void putScale(SweepSpec.Scale scale, SortedMap<String, Object> plain) {
        if (scale != SweepSpec.Scale.LINEAR) {
            plain.put("scale", KebabCase.of(scale));
        }
    }

    private static SortedMap<String, Object> bounds(SweepSpec.Constraint constraint) {
        SortedMap<String, Object> bounds = new TreeMap<>();
        constraint.min().ifPresent(min -> bounds.put("min", min));
        constraint.max().ifPresent(max -> bounds.put("max", max));
        return bounds;
    }

    private static SortedMap<String, Object> pruning(PruningSpec pruning) {
        return new TreeMap<>(Map.of("kind", KebabCase.of(pruning.kind()), "rungs", pruning.rungs()));
    }
}
