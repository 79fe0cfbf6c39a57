package io.weightloom.verification;

import io.weightloom.layout.Shape;
import io.weightloom.network.Trainable;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.spec.Loss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Every trainable gets a gradient: looked at before the first update, after one and after two. One whose gradient has
 * gone after the updates is as dead as one that never had any. Of condition vectors, which are rows of one trainable,
 * those without a gradient are counted and noted: a chunk may make weights that the few examples looked at do not need,
 * such as those of pixels that are always black.
 *
 * <p>Softmax takes away what is added to all outputs of an example. A trainable that can do nothing else to them has a
 * gradient of zero, which only rounding may hide; it is not dead but invisible to the loss. Whether that is so is not
 * told by the gradient but by what the backward pass makes of two others by the outputs, drawn at random: one that sums
 * up to nothing over the outputs of each example, as softmax's does, must vanish on the way to it, and one that is the
 * same for all of them must not. What is cut off gets neither.
 */
final class GradientFlow implements Check {

    @Override
    public CheckKind kind() {
        return CheckKind.GRADIENT_FLOW;
    }

    @Override
    public List<Finding> findings(ProbedNetwork probed) {
        Map<String, double[]> values = probed.values();
        Map<String, Flow> flows = new LinkedHashMap<>();
        for (Trainable trainable : probed.network().trainables()) {
            String name = trainable.name();
            flows.put(
                    name,
                    new Flow(name, rows(probed, trainable), Numbers.nonFinite(probed.value(name)), new ArrayList<>()));
        }
        String silenced = "";
        try {
            follow(probed, flows);
            if (flows.values().stream().anyMatch(Flow::dies)) {
                silenced = Kinks.silent(probed, "by then");
            }
        } finally {
            probed.restore(values);
        }
        return findings(flows.values(), Kinks.suspects(probed, values), silenced);
    }

    private List<Finding> findings(Collection<Flow> flows, String suspects, String silenced) {
        return flows.stream()
                .map(flow -> new Finding(
                        kind(), flow.name(), flow.verdict(), flow.measures(), flow.message(suspects, silenced)))
                .toList();
    }

    /** The condition vectors, or embeddings of chunks, in a trainable; of a bank only some are looked at. */
    private static int rows(ProbedNetwork probed, Trainable trainable) {
        if (probed.network().ofTasks() && trainable.name().equals(Names.Z)) {
            return 1;
        }
        return trainable.part() == LedgerColumn.Z
                ? trainable.shape().extents().get(0).intValue()
                : 1;
    }

    private static void follow(ProbedNetwork probed, Map<String, Flow> flows) {
        Map<String, double[]> gradients = probed.firstGradients();
        look(probed, gradients, flows, notZero(gradients, suspects(gradients)));
        for (int update = 1; update <= Updates.COUNT && flows.values().stream().allMatch(Flow::finite); update++) {
            Updates.step(probed, gradients);
            gradients = probed.gradients();
            List<String> suspects = suspects(gradients);
            look(probed, gradients, flows, update == Updates.COUNT ? suspects : notZero(gradients, suspects));
        }
    }

    /** @param suspects which may be invisible */
    private static void look(
            ProbedNetwork probed, Map<String, double[]> gradients, Map<String, Flow> flows, List<String> suspects) {
        Set<String> unseen =
                unseen(probed, suspects.stream().filter(flows::containsKey).toList());
        flows.forEach((name, flow) -> {
            double[] gradient = gradients.get(name);
            if (gradient != null) {
                flow.looks()
                        .add(
                                unseen.contains(name)
                                        ? Flow.Look.unseen(flow.rows())
                                        : Flow.Look.at(gradient, probed.value(name), flow.rows()));
            }
        });
    }

    /** Trainables whose gradient may be the rounding of nothing. */
    private static List<String> suspects(Map<String, double[]> gradients) {
        double scale =
                gradients.values().stream().mapToDouble(Numbers::norm).max().orElse(0);
        return gradients.keySet().stream()
                .filter(name -> Numbers.isSuspect(norm(gradients, name), scale))
                .toList();
    }

    /** What is zero already counts as zero whatever it is zero for, so that only the last time needs to tell. */
    private static List<String> notZero(Map<String, double[]> gradients, List<String> names) {
        return names.stream()
                .filter(name -> Numbers.zeros(gradients.getOrDefault(name, new double[0])) < 1)
                .toList();
    }

    /** Those of some trainables that softmax takes away what they do. */
    private static Set<String> unseen(ProbedNetwork probed, List<String> names) {
        if (names.isEmpty() || probed.trial().training().loss() != Loss.CROSS_ENTROPY || !probed.has(Names.OUTPUT)) {
            return Set.of();
        }
        Shape shape = probed.compute(List.of(Names.OUTPUT)).of(Names.OUTPUT).shape();
        int classes = Math.toIntExact(shape.extents().get(shape.extents().size() - 1));
        if (classes == 1) {
            return Set.of(); // there is nothing to learn
        }
        SplittableRandom random = probed.random(CheckKind.GRADIENT_FLOW);
        double[] opposed = new double[Math.toIntExact(shape.length())];
        double[] common = new double[opposed.length];
        for (int row = 0; row < common.length; row += classes) {
            Arrays.fill(common, row, row + classes, random.nextInt(1, 100));
            for (int i = row + 1; i < row + classes; i++) {
                opposed[i] = random.nextInt(1, 100) * (random.nextBoolean() ? 1 : -1); // whole, so that sums are exact
                opposed[row] -= opposed[i];
            }
        }
        Map<String, double[]> seen = probed.gradients(new Tensors.Tensor(shape, opposed), names);
        Map<String, double[]> taken = probed.gradients(new Tensors.Tensor(shape, common), names);
        return names.stream()
                .filter(name -> Numbers.isRounding(norm(seen, name), norm(taken, name)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static double norm(Map<String, double[]> gradients, String name) {
        return Numbers.norm(gradients.getOrDefault(name, new double[0]));
    }
}
