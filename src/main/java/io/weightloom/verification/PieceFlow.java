package io.weightloom.verification;

import io.weightloom.layout.Shape;
import io.weightloom.network.Trainable;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where one head makes many pieces of the target, each has a vector of its own, and that vector has a gradient if the
 * loss needs the piece, by which is meant that the piece's part of the flat vector has one. Pieces that are all made of
 * the same vector would have the same weights, and a part of what is trained would be for nothing.
 *
 * <p>A vector without a gradient may only meet units of the generator that happen to be silent for it. So those are
 * looked at again, up to {@value #DRAWS} times, with all that the generator computes with drawn anew and positive, and
 * what is trained beside it displaced: no activation is silent for positive inputs.
 */
final class PieceFlow implements Check {

    private static final int DRAWS = 16;

    /** Named in a sentence. */
    private static final int NAMED = 5;

    @Override
    public CheckKind kind() {
        return CheckKind.CONDITION;
    }

    @Override
    public List<Finding> findings(ProbedNetwork probed) {
        return Embeddings.of(probed).stream()
                .map(embeddings -> finding(probed, embeddings))
                .toList();
    }

    private Finding finding(ProbedNetwork probed, Embeddings embeddings) {
        List<Embeddings.Row> rows = embeddings.rows();
        boolean[] needed = new boolean[rows.size()];
        boolean[] flowing = new boolean[rows.size()];
        look(probed.firstGradients(), embeddings, needed, flowing);
        int atFirst = silent(needed, flowing).size();
        SplittableRandom random = probed.random(kind()).split();
        for (int draw = 0; draw < DRAWS && !silent(needed, flowing).isEmpty(); draw++) {
            look(drawnAnew(probed, random), embeddings, needed, flowing);
        }
        List<Integer> silent = silent(needed, flowing);
        String some =
                silent.stream().limit(NAMED).map(row -> rows.get(row).name()).collect(Collectors.joining(", "))
                        + (silent.size() > NAMED ? ", ..." : "");
        Map<String, Double> measures = new Measures()
                .with("rows", rows.size())
                .with("silent-rows-0", atFirst)
                .with("silent-rows", silent.size())
                .all();
        return silent.isEmpty()
                ? new Finding(
                        kind(),
                        embeddings.trainable(),
                        Verdict.OK,
                        measures,
                        "%s: each of %s rows has a gradient if the loss needs the weights that are made of it%s."
                                .formatted(
                                        embeddings.trainable(),
                                        rows.size(),
                                        atFirst == 0
                                                ? ""
                                                : "; %s only at other values, because units are silent or a layer is zero at the start"
                                                        .formatted(atFirst)))
                : new Finding(
                        kind(),
                        embeddings.trainable(),
                        Verdict.DEAD,
                        measures,
                        "%s: %s of %s rows have no gradient, whatever their values, although the loss needs the weights that are made of them (%s): those weights are not made of these rows."
                                .formatted(embeddings.trainable(), silent.size(), rows.size(), some));
    }

    private static Map<String, double[]> drawnAnew(ProbedNetwork probed, SplittableRandom random) {
        return probed.displaced(random, () -> {
            for (Trainable trainable : probed.network().trainables()) {
                if (trainable.part() != LedgerColumn.SHARED) {
                    probed.set(trainable.name(), positive(trainable, random));
                }
            }
            return probed.gradients();
        });
    }

    /** A sum of as many products as a matrix has rows is of the size of one number. */
    private static double[] positive(Trainable trainable, SplittableRandom random) {
        Shape shape = trainable.shape();
        double terms =
                trainable.part() == LedgerColumn.GENERATOR && shape.extents().size() == 2
                        ? shape.extents().get(0)
                        : 1;
        double[] drawn = new double[Math.toIntExact(shape.length())];
        Arrays.setAll(drawn, i -> Math.abs(RandomStream.gaussian(random)) / terms);
        return drawn;
    }

    private static void look(
            Map<String, double[]> gradients, Embeddings embeddings, boolean[] needed, boolean[] flowing) {
        double[] flat = gradients.getOrDefault(Names.FLAT, new double[0]);
        double[] own = gradients.getOrDefault(embeddings.trainable(), new double[0]);
        for (int row = 0; row < needed.length; row++) {
            Embeddings.Row of = embeddings.rows().get(row);
            needed[row] |= Arrays.stream(of.weights()).anyMatch(i -> i < flat.length && (float) flat[i] != 0);
            flowing[row] |= IntStream.range(of.from(), of.from() + of.count())
                    .anyMatch(i -> i < own.length && (float) own[i] != 0);
        }
    }

    private static List<Integer> silent(boolean[] needed, boolean[] flowing) {
        List<Integer> silent = new ArrayList<>();
        for (int row = 0; row < needed.length; row++) {
            if (needed[row] && !flowing[row]) {
                silent.add(row);
            }
        }
        return silent;
    }
}
