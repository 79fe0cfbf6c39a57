package io.weightloom.verification;

import io.weightloom.network.Trainable;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.LedgerColumn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every trainable gets a gradient: looked at before the first update, after one and after two. One whose gradient has
 * gone after the updates is as dead as one that never had any. Of condition vectors, which are rows of one trainable,
 * those without a gradient are counted and noted: a chunk may make weights that the few examples looked at do not need,
 * such as those of pixels that are always black.
 */
final class GradientFlow implements Check {

    @Override
    public CheckKind check() {
        return CheckKind.GRADIENT_FLOW;
    }

    @Override
    public List<Finding> findings(ProbedNetwork specimen) {
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
                silenced = Suspects.silent(specimen, "by then");
            }
        } finally {
            specimen.restore(values);
        }
        return findings(flows.values(), Suspects.of(specimen, values), silenced);
    }

    private List<Finding> findings(Collection<Flow> flows, String suspects, String silenced) {
        return flows.stream()
                .map(flow -> new Finding(
                        check(), flow.name(), flow.verdict(), flow.measures(), flow.message(suspects, silenced)))
                .toList();
    }

    /** The condition vectors, or embeddings of chunks, in a trainable; of a bank only some are looked at. */
    private static int rows(ProbedNetwork specimen, Trainable trainable) {
        if (specimen.network().ofTasks() && trainable.name().equals(Names.Z)) {
            return 1;
        }
        return trainable.part() == LedgerColumn.Z
                ? trainable.shape().extents().get(0).intValue()
                : 1;
    }

    private static void follow(ProbedNetwork specimen, Map<String, Flow> flows) {
        Map<String, double[]> gradients = specimen.firstGradients();
        look(specimen, gradients, flows);
        for (int update = 1; update <= Updates.COUNT && flows.values().stream().allMatch(Flow::finite); update++) {
            Updates.step(specimen, gradients);
            gradients = specimen.gradients();
            look(specimen, gradients, flows);
        }
    }

    private static void look(ProbedNetwork specimen, Map<String, double[]> gradients, Map<String, Flow> flows) {
        flows.forEach((name, flow) -> {
            double[] gradient = gradients.get(name);
            if (gradient != null) {
                flow.looks().add(Flow.Look.at(gradient, specimen.value(name), flow.rows()));
            }
        });
    }
}
