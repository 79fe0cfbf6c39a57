package io.weightloom.verification;

import io.weightloom.network.Names;
import io.weightloom.network.Part;
import io.weightloom.network.Trainable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Every trainable gets a gradient: looked at before the first update, after one and after two. One whose gradient has
 * gone after the updates is as dead as one that never had any. Of condition vectors, which are rows of one trainable,
 * those without a gradient are counted and noted: a chunk may make weights that the few examples looked at do not need,
 * such as those of pixels that are always black.
 *
 * <p>The updates are steps along the negative gradient of all trainables together, {@value #STEP} of the norm of all
 * trainables long, and not those of the trial's optimiser: whether a gradient is zero must not depend on a learning
 * rate that is still warming up, too large or too small. Every optimiser leaves a trainable with a zero gradient where
 * it is, but for decay, and moves the others, so the verdict holds for all of them. Two updates are enough: where one
 * head starts at zero, the head moves first and what lies behind it next; two layers in a row that start at zero hold
 * each other there for ever.
 */
final class GradientFlow implements Proof {

    static final int UPDATES = 2;

    private static final double STEP = 0.01;

    @Override
    public Check check() {
        return Check.GRADIENT_FLOW;
    }

    @Override
    public List<Finding> findings(Specimen specimen) {
        Map<String, double[]> values = specimen.values();
        Map<String, Flow> flows = new LinkedHashMap<>();
        for (Trainable trainable : specimen.network().trainables()) {
            String name = trainable.name();
            flows.put(
                    name,
                    new Flow(
                            name,
                            rows(specimen, trainable),
                            Numbers.nonFinite(specimen.value(name)),
                            new ArrayList<>()));
        }
        String silenced = "";
        try {
            follow(specimen, flows);
            if (flows.values().stream().anyMatch(Flow::dies)) {
                silenced = silent(specimen, "by then");
            }
        } finally {
            specimen.restore(values);
        }
        return findings(flows.values(), suspects(specimen, values), silenced);
    }

    private List<Finding> findings(Collection<Flow> flows, String suspects, String silenced) {
        return flows.stream()
                .map(flow -> new Finding(
                        check(), flow.name(), flow.verdict(), flow.measures(), flow.message(suspects, silenced)))
                .toList();
    }

    /** The condition vectors, or embeddings of chunks, in a trainable; of a bank only some are looked at. */
    private static int rows(Specimen specimen, Trainable trainable) {
        if (specimen.network().ofTasks() && trainable.name().equals(Names.Z)) {
            return 1;
        }
        return trainable.part() == Part.Z ? trainable.shape().extents().get(0).intValue() : 1;
    }

    private static void follow(Specimen specimen, Map<String, Flow> flows) {
        Map<String, double[]> gradients = specimen.firstGradients();
        look(specimen, gradients, flows);
        for (int update = 1; update <= UPDATES && flows.values().stream().allMatch(Flow::finite); update++) {
            step(specimen, gradients);
            gradients = specimen.gradients();
            look(specimen, gradients, flows);
        }
    }

    private static void look(Specimen specimen, Map<String, double[]> gradients, Map<String, Flow> flows) {
        flows.forEach((name, flow) -> {
            double[] gradient = gradients.get(name);
            if (gradient != null) {
                flow.looks().add(Flow.Look.at(gradient, specimen.value(name), flow.rows()));
            }
        });
    }

    private static void step(Specimen specimen, Map<String, double[]> gradients) {
        Map<String, double[]> values = specimen.values();
        Map<String, double[]> own = new LinkedHashMap<>(gradients); // without the flat vector's
        own.keySet().retainAll(values.keySet());
        values.keySet().retainAll(own.keySet());
        double size = norm(values);
        double slope = norm(own);
        double rate = slope == 0 ? 0 : STEP * (size == 0 ? 1 : size) / slope;
        values.forEach((name, value) -> {
            double[] gradient = own.getOrDefault(name, value);
            for (int i = 0; i < value.length; i++) {
                value[i] -= rate * gradient[i];
            }
            specimen.set(name, value);
        });
    }

    private static double norm(Map<String, double[]> tensors) {
        return tensors.values().stream().mapToDouble(Numbers::norm).reduce(0, Math::hypot);
    }

    /** What may keep gradients back, as sentences. */
    private static String suspects(Specimen specimen, Map<String, double[]> values) {
        String zero = values.entrySet().stream()
                .filter(entry -> Numbers.largest(entry.getValue()) == 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        return (zero.isEmpty() ? "" : " Zero at the start: %s.".formatted(zero)) + silent(specimen, "");
    }

    /** Which ReLUs let nothing pass, at the trainables' present values, as a sentence with a space before it. */
    private static String silent(Specimen specimen, String when) {
        String silent = String.join(", ", Kinks.of(specimen.network().graph()).silent(specimen));
        return silent.isEmpty()
                ? ""
                : " ReLUs that let nothing pass%s: those of %s.".formatted(when.isEmpty() ? "" : " " + when, silent);
    }
}
