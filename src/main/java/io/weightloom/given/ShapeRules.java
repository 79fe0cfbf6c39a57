package io.weightloom.given;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Nodes of an ONNX graph that give the same numbers another shape. */
final class ShapeRules {

    /** Channels, height, width. */
    private static final int PICTURE = 3;

    private ShapeRules() {}

    static Term flatten(Term.Call call) {
        Flow flow = call.flow(0);
        long axis = call.node().number("axis", 1);
        if (axis != 1 && axis != -flow.shape().size()) {
            throw call.fault("must keep examples apart (axis 1)");
        }
        return shaped(call, flow, List.of((int) flow.numbers()));
    }

    static Term reshape(Term.Call call) {
        Flow flow = call.flow(0);
        List<Long> wanted = call.constant(1).whole();
        if (wanted.isEmpty()) {
            throw call.fault("must keep examples apart");
        }
        List<Integer> shape = new ArrayList<>();
        long known = 1;
        for (int axis = 1; axis < wanted.size(); axis++) {
            long extent = wanted.get(axis);
            if (extent == 0 && axis <= flow.shape().size()) {
                extent = flow.shape().get(axis - 1);
            }
            if ((extent < 1 && extent != Flow.FREE) || extent > Integer.MAX_VALUE) {
                throw call.fault("has the shape " + wanted);
            }
            shape.add((int) extent);
            known *= extent == Flow.FREE ? 1 : extent;
            if (known > Integer.MAX_VALUE) {
                throw call.fault("has the shape " + wanted);
            }
        }
        int open = shape.indexOf(Flow.FREE);
        if (open >= 0 && flow.numbers() > 0) {
            shape.set(open, (int) (flow.numbers() / known));
        }
        return shaped(call, flow, shape);
    }

    static Term unsqueeze(Term.Call call) {
        List<Integer> shape = new ArrayList<>(call.flow(0).shape());
        for (int axis : ConstantRules.axes(call)) {
            int place = axis < 0 ? axis + shape.size() + 2 : axis;
            if (place < 1 || place > shape.size() + 1) {
                throw call.fault("must keep examples apart");
            }
            shape.add(place - 1, 1);
        }
        return shaped(call, call.flow(0), shape);
    }

    private static Flow shaped(Term.Call call, Flow flow, List<Integer> shape) {
        Flow shaped = flow.then(new Step.Shape(), shape, call.node().toString());
        boolean known = flow.numbers() != Flow.FREE && shaped.numbers() != Flow.FREE;
        if (shape.isEmpty() || (known && flow.numbers() != shaped.numbers())) {
            throw call.fault("makes %s of examples of the shape %s".formatted(shape, flow.shape()));
        }
        if (!flow.isInput() && shape.size() > 1 && !shape.equals(flow.shape())) {
            throw call.fault("makes %s of what a layer computes; supported is a row of numbers".formatted(shape));
        }
        return flow.shape().equals(shape) ? flow : shaped;
    }

    /** How long an example's axes are, behind what stands for the number of examples. */
    static Term shape(Term.Call call) {
        List<Integer> shape = call.flow(0).shape();
        double[] all = new double[shape.size() + 1];
        all[0] = ConstantRules.EXAMPLES;
        IntStream.range(0, shape.size()).forEach(i -> all[i + 1] = shape.get(i));
        return Constant.vector(all);
    }

    /** Nothing, which PyTorch writes before the pooling of means. */
    static Term pad(Term.Call call) {
        List<Long> pads = call.count() > 1
                ? call.constant(1).whole()
                : call.node().numbers("pads").orElse(List.of());
        if (pads.stream().anyMatch(pad -> pad != 0)) {
            throw call.fault("puts %s numbers around; supported is none".formatted(pads));
        }
        return call.flow(0);
    }

    /** That of an input is left out: examples come here in the order in which the network takes them. */
    static Term transpose(Term.Call call) {
        Flow flow = call.flow(0);
        List<Integer> order =
                call.node().numbers("perm").map(ConstantRules::ints).orElse(List.of());
        int axes = flow.shape().size() + 1;
        if (order.size() != axes || !IntStream.range(0, axes).allMatch(order::contains) || order.get(0) != 0) {
            throw call.fault("must keep examples apart (its order begins with 0), but has the order " + order);
        }
        if (IntStream.range(0, axes).allMatch(i -> order.get(i) == i)) {
            return flow;
        }
        if (!flow.isInput() || flow.steps().size() > 1 || axes != PICTURE + 1) {
            throw call.fault(
                    "turns what the network computes; supported is only the order of an input, before all else");
        }
        return flow.then(
                new Step.Shape(),
                order.stream().skip(1).map(axis -> flow.shape().get(axis - 1)).toList(),
                call.node().toString());
    }
}
