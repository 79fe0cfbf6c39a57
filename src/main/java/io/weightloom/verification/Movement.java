package io.weightloom.verification;

import io.weightloom.network.graph.Names;
import io.weightloom.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Generated weights move with the condition: looked at before the first update, after one and after two, as gradients
 * are. A generator whose weights are the same whatever it is given is a plain network in disguise, and gradients do not
 * tell: those of the generator flow, and what describes a task, what is drawn at each step and a fixed z have none.
 *
 * <p>What is moved is where the condition begins: what tasks are known by, if there are tasks, so that a bank of z that
 * gives all tasks the same one is found as well; else z. It is moved to {@code c + s r}, {@code s} the root mean square
 * of its numbers and {@code r} standard normal: by its own size, because a ReLU may have a kink on the way, or none.
 * All of its rows are moved together; then some of them one by one, and those that make no difference are counted and
 * noted, as it may be a few units of a small generator that are silent for them.
 */
final class Movement implements Check {

    /** Weights that move less than this share of their size do not move: single precision rounds by half of it. */
    private static final double STILL = 1e-7;

    /** A row that moves nothing so often moves nothing. */
    private static final int DRAWS = 4;

    /** Rows that are moved one by one, at most. */
    private static final int ROWS = 8;

    @Override
    public CheckKind kind() {
        return CheckKind.CONDITION;
    }

    @Override
    public List<Finding> findings(ProbedNetwork probed) {
        Optional<String> condition = probed.condition();
        if (condition.isEmpty() || !probed.generated()) {
            return List.of();
        }
        Map<String, double[]> values = probed.values();
        List<Look> looks = new ArrayList<>();
        int[] rows = rows(probed, condition.get());
        String silenced;
        try (Forward forward = probed.forward(List.of(Names.FLAT))) {
            follow(probed, new Lever(condition.get(), rows, forward), looks);
            silenced = Updates.end(looks) ? Kinks.silent(probed, "by then") : "";
        } finally {
            probed.restore(values);
        }
        Verdict verdict = Updates.verdict(looks);
        return List.of(new Finding(
                kind(),
                Names.FLAT,
                verdict,
                measures(looks, rows.length),
                "The generated weights "
                        + words(verdict, looks, rows.length, Kinks.suspects(probed, values), silenced)));
    }

    /**
     * The generated weights at one time.
     *
     * @param size Euclidean norm
     * @param movement how far they move with all rows of the condition, relative to their size
     * @param silentRows of those that were moved one by one, how many moved nothing
     */
    private record Look(double size, double movement, int silentRows) implements Updates.Look {

        @Override
        public boolean finite() {
            return Double.isFinite(size) && !Double.isNaN(movement);
        }

        @Override
        public boolean flows() {
            return movement > STILL;
        }
    }

    /**
     * What is moved.
     *
     * @param condition trainable, fixed z or placeholder, {@code [rows, width]}
     * @param rows those that are moved one by one; none if it has but one
     */
    private record Lever(String condition, int[] rows, Forward forward) {

        Look look(ProbedNetwork probed, SplittableRandom random) {
            probed.values().forEach(forward::set);
            Tensors.Tensor tensor = probed.tensor(condition);
            double[] at = tensor.values();
            int width = at.length / tensor.rows();
            forward.set(condition, at);
            double[] flat = forward.compute().values(Names.FLAT);
            double all = moved(flat, at, 0, at.length, random);
            int silent = (int) Arrays.stream(rows)
                    .filter(row -> !(all > STILL) || !(moved(flat, at, row * width, width, random) > STILL))
                    .count();
            return new Look(Numbers.norm(flat), all, silent);
        }

        /**
         * By how much of their size the weights move with some numbers of the condition; several draws if not at all.
         */
        private double moved(double[] flat, double[] at, int from, int count, SplittableRandom random) {
            double scale = Math.sqrt(Numbers.secondMoment(at));
            double moved = 0;
            for (int draw = 0; draw < DRAWS && moved <= STILL; draw++) {
                double[] there = at.clone();
                for (int i = from; i < from + count; i++) {
                    there[i] += (scale == 0 ? 1 : scale) * RandomStream.gaussian(random);
                }
                forward.set(condition, there);
                moved = distance(forward.compute().values(Names.FLAT), flat);
            }
            return moved;
        }

        /** Relative to {@code flat}; 0 if both are zero everywhere. */
        private static double distance(double[] moved, double[] flat) {
            double size = Numbers.norm(flat);
            for (int i = 0; i < moved.length; i++) {
                moved[i] -= flat[i];
            }
            double distance = Numbers.norm(moved);
            return distance == 0 ? 0 : distance / size;
        }
    }

    private static int[] rows(ProbedNetwork probed, String condition) {
        int rows = probed.tensor(condition).rows();
        SplittableRandom random = probed.random(CheckKind.CONDITION);
        return rows == 1
                ? new int[0]
                : random.ints(0, rows)
                        .distinct()
                        .limit(Math.min(rows, ROWS))
                        .sorted()
                        .toArray();
    }

    private static void follow(ProbedNetwork probed, Lever lever, List<Look> looks) {
        SplittableRandom random = probed.random(CheckKind.CONDITION).split();
        Map<String, double[]> gradients = probed.firstGradients();
        looks.add(lever.look(probed, random));
        for (int update = 1; update <= Updates.COUNT && finite(gradients); update++) {
            Updates.step(probed, gradients);
            looks.add(lever.look(probed, random));
            gradients = update < Updates.COUNT ? probed.gradients() : gradients;
        }
    }

    private static boolean finite(Map<String, double[]> gradients) {
        return gradients.values().stream().allMatch(gradient -> Numbers.nonFinite(gradient) == 0);
    }

    private static Map<String, Double> measures(List<Look> looks, int rows) {
        Measures measures = new Measures();
        for (int update = 0; update < looks.size(); update++) {
            measures.with("movement-" + update, looks.get(update).movement());
            if (rows > 0) {
                measures.with("silent-rows-" + update, looks.get(update).silentRows());
            }
        }
        return measures.all();
    }

    private static String words(Verdict verdict, List<Look> looks, int rows, String suspects, String silenced) {
        int before = (int) looks.stream().takeWhile(look -> !look.flows()).count();
        int until = (int) looks.stream().takeWhile(Look::flows).count();
        Look last = looks.get(looks.size() - 1);
        return switch (verdict) {
            case NON_FINITE -> "are not finite, at the condition or beside it.";
            case DEAD ->
                until > 0
                        ? "move with the condition at first, but after update %s no more, so the generator would soon ignore it.%s"
                                .formatted(until, silenced)
                        : "do not move with the condition, neither before the first update nor after %s: the generator ignores it, and makes the same weights of all.%s"
                                .formatted(Updates.COUNT, suspects);
            case DELAYED ->
                "do not move with the condition at first, and do after update %s, by %s of their size.%s"
                        .formatted(before, Numbers.text(looks.get(before).movement()), suspects);
            case NOTED ->
                !last.flows()
                        ? "do not move with the condition, and were not followed through updates, because gradients are not finite."
                        : last.silentRows() > 0
                                ? "move with the condition, but %s of the %s rows of it that were moved one by one make no difference after update %s: the generator ignores them, or its units are silent there."
                                        .formatted(last.silentRows(), rows, looks.size() - 1)
                                : "move with the condition from the start, but did not after an update in between.";
            default ->
                "move with the condition from the start, by %s of their size when it moves by its own."
                        .formatted(Numbers.text(looks.get(0).movement()));
        };
    }
}
