package io.weightloom.spec.settings;

import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.PlainValues;
import io.weightloom.spec.Settings;
import io.weightloom.spec.Sizer;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.text.Decimals;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Solves for the sizes of hypernetworks whose compression ratio is given in their place. A ratio that no size comes
 * within 10 % of is a fault. Not thread-safe.
 */
public final class Solving {

    private static final double TOLERANCE = 0.1;

    /** What an answer depends on; many points of a sweep ask the same. */
    private record Question(TargetSpec target, HypernetSpec hypernet, double ratio) {}

    private final Sizer sizer;
    private final Map<Question, Sizer.Answer> answers = new HashMap<>();

    /** With what counts networks. */
    public Solving(Sizer sizer) {
        this.sizer = sizer;
    }

    /**
     * The hypernetwork of one point; empty if no ratio is asked for, or with a fault.
     *
     * @param settings without faults and complete, but for the size
     * @param faults takes the path of a setting and what is wrong with it
     */
    public Optional<Sizer.Sized> solve(Settings settings, BiConsumer<String, String> faults) {
        Object ratio = settings.values().get(Sizer.TARGET_RATIO);
        if (ratio == null) {
            return Optional.empty();
        }
        Map<String, Object> sizes = new HashMap<>(); // any, because the solver tries others
        HypernetSettings.SIZES.forEach(size -> sizes.put(size.path(), 1L));
        TrialSpec trial = TrialSettings.trial(settings.with(sizes), 0);
        HypernetSpec hypernet = (HypernetSpec) trial.weights();
        Question question = new Question(
                trial.target(), hypernet, HypernetSettings.TARGET_RATIO.kind().typed(ratio));
        Sizer.Answer answer = answers.computeIfAbsent(
                question, asked -> sizer.around(asked.target(), asked.hypernet(), asked.ratio()));
        if (answer instanceof Sizer.Answer.Closest nearest) {
            Sizer.Sized first = nearest.sizes().get(0);
            if (Math.abs(first.miss()) <= TOLERANCE) {
                return Optional.of(first);
            }
            faults.accept(Sizer.TARGET_RATIO, refusal(question, nearest.sizes()));
        } else if (answer instanceof Sizer.Answer.Unfit unfit) {
            unfit.faults().forEach(faults);
        }
        return Optional.empty();
    }

    private static String refusal(Question question, List<Sizer.Sized> nearest) {
        String sizes = nearest.stream()
                .map(sized -> "%s with %s (%s numbers trained)"
                        .formatted(Decimals.fixed(2, sized.ratio()), sized.size(), Decimals.whole(sized.trainable())))
                .collect(Collectors.joining(" and "));
        return "must be within %s %% of a ratio that generator %s reaches, but is %s; the nearest %s %s"
                .formatted(
                        Decimals.fixed(0, 100 * TOLERANCE),
                        HypernetSettings.GENERATOR.name(question.hypernet().generator()),
                        PlainValues.text(question.ratio()),
                        nearest.size() == 1 ? "is" : "are",
                        sizes);
    }

    /** At which point of the sweep, beside the setting of this path; nothing if there is no other. */
    public static String at(Map<String, Object> point, String path) {
        String others = point.entrySet().stream()
                .filter(swept -> !swept.getKey().equals(path))
                .map(swept -> swept.getKey() + " = " + PlainValues.text(swept.getValue()))
                .collect(Collectors.joining(", "));
        return others.isEmpty() ? "" : "; at " + others;
    }
}
