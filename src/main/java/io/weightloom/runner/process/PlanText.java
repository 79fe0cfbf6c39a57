package io.weightloom.runner.process;

import io.weightloom.runner.preflight.AvailableMemory;
import io.weightloom.runner.preflight.Calibration;
import io.weightloom.runner.preflight.TrialPlan;
import io.weightloom.runner.preflight.TrialPlan.Planned;
import io.weightloom.runner.table.TextTable;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.SweepSpec;
import io.weightloom.text.Decimals;
import io.weightloom.text.KebabCase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** A plan as people read it. */
final class PlanText {

    private static final int MINUTE = 60;

    private PlanText() {}

    private record Row(String role, List<Planned> trials) {}

    /** A line for each kind of network, the points, those that cannot be trained, memory and time. */
    static String of(TrialPlan plan, Optional<Calibration.Estimate> estimate, int workers, AvailableMemory memory) {
        Map<String, List<Planned>> roles = new LinkedHashMap<>();
        plan.trials()
                .forEach(trial -> roles.computeIfAbsent(trial.role(), role -> new ArrayList<>())
                        .add(trial));
        List<Row> rows = roles.entrySet().stream()
                .map(role -> new Row(role.getKey(), role.getValue()))
                .toList();
        List<String> lines = new ArrayList<>();
        lines.add(TextTable.of(
                rows,
                List.of(
                        TextTable.left("network", Row::role),
                        TextTable.right(
                                "trials", row -> Decimals.whole(row.trials().size())),
                        TextTable.right(
                                "epochs",
                                row -> range(row, trial -> trial.spec().epochs(), Decimals::whole)),
                        TextTable.right("Theta", row -> range(row, Planned::theta, Decimals::whole)),
                        TextTable.right("trainable", row -> range(row, Planned::trainable, Decimals::whole)),
                        TextTable.right("ratio", row -> range(row, Planned::ratio, value -> Decimals.fixed(2, value))),
                        TextTable.right("bytes", row -> range(row, Planned::bytes, Decimals::whole)))));
        lines.add("");
        lines.add(points(plan));
        plan.infeasible()
                .forEach((reason, count) ->
                        lines.add("%s cannot be trained: %s".formatted(counted(count, "point"), reason)));
        double largest = plan.trials().stream()
                .mapToDouble(Planned::memory)
                .boxed()
                .sorted(Comparator.reverseOrder())
                .limit(workers)
                .mapToDouble(bytes -> bytes)
                .sum();
        lines.add("Memory of networks at most: about %s, with %s side by side; this machine has %s"
                .formatted(megabytes(largest), counted(workers, "trial"), megabytes((double) memory.machine())));
        lines.add(time(plan, estimate, workers));
        return String.join(System.lineSeparator(), lines);
    }

    private static String points(TrialPlan plan) {
        ExperimentSpec experiment = plan.experiment();
        SweepSpec sweep = experiment.sweep();
        return "%s by %s%s, %s in all%s"
                .formatted(
                        counted(plan.points(), "point"),
                        KebabCase.of(sweep.search()),
                        sweep.repeats() > 1 ? " with %s seeds each".formatted(sweep.repeats()) : "",
                        counted(plan.trials().size(), "trial"),
                        learns(sweep) ? "; which points, is known only when others have ended" : "");
    }

    private static boolean learns(SweepSpec sweep) {
        return sweep.search() == SweepSpec.Strategy.TPE || sweep.search() == SweepSpec.Strategy.EVOLUTION;
    }

    private static String time(TrialPlan plan, Optional<Calibration.Estimate> estimate, int workers) {
        SweepSpec sweep = plan.experiment().sweep();
        boolean less = sweep.pruning().isPresent()
                || plan.trials().stream()
                        .anyMatch(trial -> trial.spec().training().patience() > 0
                                && trial.spec().training().patience()
                                        < trial.spec().training().epochs());
        return estimate.map(found -> "Time: about %s with %s (%s of training), by trying %s%s"
                        .formatted(
                                duration(found.time()),
                                counted(workers, "worker"),
                                duration(found.training()),
                                counted(found.tried(), "trial"),
                                less ? "; less, as trials may end before their last epoch" : ""))
                .orElse("Time: unknown, for none of the trials that were tried could be trained");
    }

    private static String range(Row row, ToDoubleFunction<Planned> number, Function<Double, String> text) {
        String least =
                text.apply(row.trials().stream().mapToDouble(number).min().orElseThrow());
        String most = text.apply(row.trials().stream().mapToDouble(number).max().orElseThrow());
        return least.equals(most) ? least : least + " to " + most;
    }

    private static String counted(int count, String what) {
        return Decimals.whole(count) + " " + what + (count == 1 ? "" : "s");
    }

    private static String megabytes(double bytes) {
        return Decimals.whole(Math.max(1, Math.round(bytes / 1_000_000))) + " MB";
    }

    /** In the unit that people would say it in. */
    static String duration(Duration time) {
        long seconds = Math.max(1, Math.round(time.toMillis() / 1000.0));
        if (seconds < 2 * MINUTE) {
            return seconds + " s";
        }
        long minutes = Math.round(seconds / (double) MINUTE);
        return minutes < 2 * MINUTE ? minutes + " min" : "%s h %s min".formatted(minutes / MINUTE, minutes % MINUTE);
    }
}
