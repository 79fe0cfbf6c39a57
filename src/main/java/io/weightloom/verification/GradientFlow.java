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
        look(probed, gradients, flows);
        for (int update = 1; update <= Updates.COUNT && flows.values().stream().allMatch(Flow::finite); update++) {
            Updates.step(probed, gradients);
            gradients = probed.gradients();
            look(probed, gradients, flows);
        }
    }

    private static void look(ProbedNetwork probed, Map<String, double[]> gradients, Map<String, Flow> flows) {
        flows.forEach((name, flow) -> {
            double[] gradient = gradients.get(name);
            if (gradient != null) {
                flow.looks().add(Flow.Look.at(gradient, probed.value(name), flow.rows()));
            }
        });
    }
}
