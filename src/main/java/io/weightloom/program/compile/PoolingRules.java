package io.weightloom.program.compile;

import io.weightloom.program.ir.Images;
import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The largest or the mean element of what a window over images sees. Not thread-safe. */
final class PoolingRules {

    private final Values values;
    private final Map<String, String> places = new HashMap<>(); // window and images -> where their largest lie

    PoolingRules(Values values) {
        this.values = values;
    }

    /** By ND4J's names. */
    Map<String, Rule> rules() {
        return Map.of(
                "maxpool2d", this::max,
                "maxpool2d_bp", this::maxGradient,
                "avgpool2d", this::mean,
                "avgpool2d_bp", this::meanGradient);
    }

    private List<Node> max(OpNode op) {
        String x = op.input(0);
        Window window = window(op, op.output()).orElse(null);
        if (window == null) {
            return List.of();
        }
        String where = values.define("<places of " + op.output() + ">", values.shape(op.output()));
        places.put(window + " " + x, where);
        return List.of(new Node(new Operation.MaxPool(window), List.of(x), List.of(op.output(), where)));
    }

    private List<Node> maxGradient(OpNode op) {
        String dy = op.input(1);
        return window(op, dy)
                .flatMap(window -> Optional.ofNullable(places.get(window + " " + op.input(0)))
                        .map(where ->
                                List.of(new Node(new Operation.MaxPoolGradient(), List.of(where, dy), op.outputs()))))
                .orElse(List.of());
    }

    private List<Node> mean(OpNode op) {
        return inner(op, op.output())
                .map(window -> op.becomes(new Operation.MeanPool(window), 0))
                .orElse(List.of());
    }

    private List<Node> meanGradient(OpNode op) {
        return inner(op, op.input(1))
                .map(window -> op.becomes(new Operation.MeanPoolGradient(window), 1))
                .orElse(List.of());
    }

    /** The window, if none of its outputs, shaped like {@code y}, sees padding. */
    private Optional<Window> inner(OpNode op, String y) {
        return window(op, y).filter(window -> window.isInside(images(op.input(0)), images(y)));
    }

    /** The window of an op whose output is shaped like {@code y}; none if it is of another layout. */
    private Optional<Window> window(OpNode op, String y) {
        String x = op.input(0);
        boolean plain = values.shape(x).length == 4 && op.custom().numIArguments() >= 9 && op.argument(10) == 0;
        return plain
                ? ImageOps.window(op, images(x), images(y))
                        .filter(window -> seesSomething(window, images(x), images(y)))
                : Optional.empty();
    }

    private static boolean seesSomething(Window window, Images x, Images y) {
        return seesSomething(window.rows(), x.rows(), y.rows())
                && seesSomething(window.columns(), x.columns(), y.columns());
    }

    /** Whether each output sees an input and not padding only. */
    private static boolean seesSomething(Window.Axis axis, int inputs, int outputs) {
        return axis.dilation() == 1 && axis.input(0, axis.size() - 1) >= 0 && axis.input(outputs - 1, 0) < inputs;
    }

    private Images images(String name) {
        return Images.of(values.shape(name));
    }
}
