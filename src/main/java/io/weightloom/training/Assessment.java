package io.weightloom.training;

import io.weightloom.data.Examples;
import io.weightloom.data.Predicted;
import io.weightloom.data.Preprocessing;
import io.weightloom.spec.LabelKind;
import io.weightloom.spec.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How good outputs are, in all and task by task.
 *
 * @param score the mean over all draws of the condition
 * @param measures by name:
 *     <ul>
 *       <li>{@value #MSE} of regression: mean squared error in the units of the raw labels
 *       <li>{@value #PSNR} of pictures: peak signal-to-noise ratio in dB, {@code 10 log10(peak^2 / mse)}
 *       <li>{@value #BITS}, {@value #PERPLEXITY}, {@value #ACCURACY} of characters: the bits that one takes, which are
 *           minus the score; {@code 2^bits}; and the share of those that were given the largest probability
 *       <li>{@value #AGREEMENT} beside a given network: the score with what that answers in the place of labels
 *       <li>{@value #SPREAD} where the condition is drawn anew: standard deviation of the score over the draws
 *     </ul>
 *
 * @param tasks one by one, if there are several
 */
public record Assessment(LossAndScore score, SortedMap<String, Double> measures, List<TaskScore> tasks) {

    static final String MSE = "test-mse";
    static final String PSNR = "test-psnr";
    static final String BITS = "test-bits";
    static final String PERPLEXITY = "test-perplexity";
    static final String ACCURACY = "test-accuracy";
    static final String SPREAD = "test-spread";
    static final String AGREEMENT = "test-agreement";

    /**
     * Of the same examples under one or several draws.
     *
     * @param draws the outputs under each, row-major {@code [size, outputs]}, before any softmax; at least one
     */
    static Assessment of(List<float[]> draws, Examples examples, Preprocessing data, Loss loss) {
        List<LossAndScore> scores = draws.stream()
                .map(outputs ->
                        LossAndScore.of(outputs, examples, data.predicted().kind(), loss))
                .toList();
        SortedMap<String, Double> measures = new TreeMap<>();
        if (data.predicted().kind() == LabelKind.REGRESSION) {
            double mse = meanSquaredError(
                    draws,
                    examples,
                    0,
                    examples.predictions(),
                    data.predicted().scale().deviations());
            measures.put(MSE, mse);
            if (data.predicted() instanceof Predicted.Numbers numbers) {
                numbers.peak().ifPresent(peak -> measures.put(PSNR, 10 * StrictMath.log10(peak * peak / mse)));
            }
        }
        if (draws.size() > 1) {
            measures.put(SPREAD, deviation(scores));
        }
        return new Assessment(
                LossAndScore.mean(scores),
                measures,
                data.tasks().all() > 1 ? tasks(draws, examples, data, loss) : List.of());
    }

    /** Of the characters of a text under one or several draws, at least one. */
    static Assessment ofText(List<TextScore> draws) {
        List<LossAndScore> scores = draws.stream().map(TextScore::score).toList();
        SortedMap<String, Double> measures = new TreeMap<>();
        double bits = -LossAndScore.mean(scores).score();
        measures.put(BITS, bits);
        measures.put(PERPLEXITY, StrictMath.pow(2, bits));
        measures.put(
                ACCURACY,
                draws.stream()
                        .mapToDouble(each -> each.accuracy() / draws.size())
                        .sum());
        if (draws.size() > 1) {
            measures.put(SPREAD, deviation(scores));
        }
        return new Assessment(LossAndScore.mean(scores), measures, List.of());
    }

    /** Of the numbers of a series under one or several draws, at least one. */
    static Assessment ofSeries(List<SeriesScore> draws) {
        List<LossAndScore> scores = draws.stream().map(SeriesScore::score).toList();
        SortedMap<String, Double> measures = new TreeMap<>();
        measures.put(
                MSE,
                draws.stream()
                        .mapToDouble(each -> each.meanSquaredError() / draws.size())
                        .sum());
        if (draws.size() > 1) {
            measures.put(SPREAD, deviation(scores));
        }
        return new Assessment(LossAndScore.mean(scores), measures, List.of());
    }

    /** The same with one more measure. */
    Assessment with(String name, double measure) {
        SortedMap<String, Double> more = new TreeMap<>(measures);
        more.put(name, measure);
        return new Assessment(score, more, tasks);
    }

    private static List<TaskScore> tasks(List<float[]> draws, Examples examples, Preprocessing data, Loss loss) {
        List<TaskScore> tasks = new ArrayList<>();
        for (int task : examples.tasks()) {
            Examples own = examples.some(examples.rows(task));
            int from = examples.starts()[task];
            LossAndScore score = LossAndScore.mean(draws.stream()
                    .map(outputs -> LossAndScore.of(
                            part(outputs, examples, from, own.size()),
                            own,
                            data.predicted().kind(),
                            loss))
                    .toList());
            double mse = data.predicted().kind() == LabelKind.REGRESSION
                    ? meanSquaredError(
                            draws,
                            examples,
                            from,
                            own.size(),
                            data.predicted().scale().deviations())
                    : Double.NaN;
            tasks.add(new TaskScore(task, score.score(), score.loss(), mse));
        }
        return tasks;
    }

    private static float[] part(float[] outputs, Examples examples, int from, int count) {
        float[] part = new float[count * examples.outputs()];
        System.arraycopy(outputs, from * examples.outputs(), part, 0, part.length);
        return part;
    }

    /** Of some rows, over draws and outputs. */
    private static double meanSquaredError(
            List<float[]> draws, Examples examples, int from, int count, double[] deviations) {
        double sum = 0;
        int width = examples.outputs();
        for (float[] outputs : draws) {
            for (int row = from; row < from + count; row++) {
                int label = examples.label(row);
                for (int j = 0; j < width; j++) {
                    double error = ((double) outputs[row * width + j] - examples.labels()[label + j]) * deviations[j];
                    sum += error * error;
                }
            }
        }
        return sum / ((double) draws.size() * count * width);
    }

    private static double deviation(List<LossAndScore> scores) {
        double mean = LossAndScore.mean(scores).score();
        double sum = 0;
        for (LossAndScore score : scores) {
            sum += (score.score() - mean) * (score.score() - mean);
        }
        return Math.sqrt(sum / (scores.size() - 1));
    }
}
