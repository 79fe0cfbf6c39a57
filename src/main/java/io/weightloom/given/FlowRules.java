package io.weightloom.given;

import io.weightloom.format.OnnxGraph;
import io.weightloom.spec.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Nodes of an ONNX graph that take what a network computes a step further. */
final class FlowRules {

    private static final Map<String, Function<Term.Call, Term>> RULES = Map.ofEntries(
            Map.entry("Identity", call -> call.flow(0)),
            Map.entry("Cast", FlowRules::cast),
            Map.entry("Gemm", LayerRules::gemm),
            Map.entry("MatMul", LayerRules::product),
            Map.entry("Conv", LayerRules::convolution),
            Map.entry("BatchNormalization", LayerRules::norm),
            Map.entry("MaxPool", LayerRules::pool),
            Map.entry("AveragePool", LayerRules::pool),
            Map.entry("GlobalAveragePool", LayerRules::mean),
            Map.entry("ReduceMean", LayerRules::mean),
            Map.entry("Relu", activation(Activation.RELU)),
            Map.entry("Tanh", activation(Activation.TANH)),
            Map.entry("Sigmoid", activation(Activation.SIGMOID)),
            Map.entry("Sin", activation(Activation.SINE)),
            Map.entry("Erf", call -> step(call, new Step.Erf())),
            Map.entry("Add", FlowRules::sum),
            Map.entry("Sub", FlowRules::difference),
            Map.entry("Mul", FlowRules::product),
            Map.entry("Div", FlowRules::quotient),
            Map.entry("Scaler", FlowRules::scaler),
            Map.entry("Flatten", ShapeRules::flatten),
            Map.entry("Reshape", ShapeRules::reshape),
            Map.entry("Unsqueeze", ShapeRules::unsqueeze),
            Map.entry("Transpose", ShapeRules::transpose),
            Map.entry("Shape", ShapeRules::shape),
            Map.entry("Pad", ShapeRules::pad),
            Map.entry("Softmax", FlowRules::softmax),
            Map.entry("LogSoftmax", FlowRules::softmax),
            Map.entry("Concat", FlowRules::bothClasses),
            Map.entry("IsNaN", call -> new Term.Gaps()),
            Map.entry("Where", FlowRules::filled),
            Map.entry("ArgMax", call -> new Term.Labels(call.flow(0))),
            Map.entry("ZipMap", call -> new Term.Labels(call.flow(0))));

    /** What may be done with labels. */
    private static final Set<String> LABELS =
            Set.of("Cast", "Identity", "Reshape", "Squeeze", "ArrayFeatureExtractor", "ZipMap");

    /** Element types of ONNX that hold decimal numbers: single, half and double precision. */
    private static final Set<Long> DECIMAL = Set.of(1L, 10L, 11L);

    private FlowRules() {}

    /** Operators that are known. */
    static Set<String> operators() {
        Set<String> operators = new TreeSet<>(RULES.keySet());
        operators.addAll(List.of("Constant", "ArrayFeatureExtractor"));
        return operators;
    }

    /** @throws GivenException if no target network does this, whatever it is done to */
    static void check(OnnxGraph.Node node) {
        String operator = node.operator();
        if (!RULES.containsKey(operator) && !LABELS.contains(operator) && !ConstantRules.knows(operator)) {
            throw new GivenException("%s cannot be part of a target network; supported are %s"
                    .formatted(node, String.join(", ", operators())));
        }
    }

    /** @throws GivenException if no target network does this */
    static Term of(Term.Call call) {
        String operator = call.node().operator();
        for (Term input : call.inputs()) {
            if (input instanceof Term.Labels && LABELS.contains(operator)) {
                return input;
            }
        }
        Function<Term.Call, Term> rule = RULES.get(operator);
        if (rule == null) {
            throw call.fault(
                    "cannot be done with what the network computes; supported is that with numbers of the file");
        }
        return rule.apply(call);
    }

    static Flow step(Term.Call call, Step step) {
        return call.flow(0).then(step, call.node().toString());
    }

    private static Function<Term.Call, Term> activation(Activation activation) {
        return call -> step(call, new Step.Activate(activation));
    }

    private static Term cast(Term.Call call) {
        return DECIMAL.contains(call.node().number("to", 1)) ? call.flow(0) : new Term.Labels(call.flow(0));
    }

    private static Term softmax(Term.Call call) {
        Flow flow = call.flow(0);
        long axis = call.node().number("axis", -1);
        if (flow.shape().size() != 1 || (axis != -1 && axis != 1)) {
            throw call.fault("must be over all outputs, axis 1 of 2");
        }
        return step(call, new Step.Softmax());
    }

    private static Term sum(Term.Call call) {
        if (call.isConstant(0)) {
            return shifted(call, call.flow(1), call.constant(0));
        } else if (call.isConstant(1)) {
            return shifted(call, call.flow(0), call.constant(1));
        }
        Flow one = call.flow(0);
        Flow other = call.flow(1);
        Flow longer = one.length() > other.length() ? one : other;
        Flow shorter = longer == one ? other : one;
        if (!longer.shape().equals(shorter.shape())) {
            throw call.fault("adds examples of the shapes %s and %s".formatted(one.shape(), other.shape()));
        }
        return longer.plus(shorter, call.node().toString());
    }

    private static Term difference(Term.Call call) {
        if (call.isConstant(1)) {
            return shifted(call, call.flow(0), call.constant(1).map(x -> -x));
        }
        Flow negative = scaled(call, call.flow(1), new Step.Times(minusOne()));
        return shifted(call, negative, call.constant(0));
    }

    private static Constant minusOne() {
        return new Constant(List.of(), new double[] {-1}, true);
    }

    private static Term product(Term.Call call) {
        if (call.isConstant(0)) {
            return times(call, call.flow(1), call.constant(0));
        } else if (call.isConstant(1)) {
            return times(call, call.flow(0), call.constant(1));
        }
        Flow one = call.flow(0);
        Flow other = call.flow(1);
        return Gates.product(one, other, call.node().toString())
                .or(() -> Gates.product(other, one, call.node().toString()))
                .orElseThrow(() -> call.fault("multiplies two things that the network computes; supported are silu"
                        + " (x and its Sigmoid) and gelu (x and its Erf, divided by the root of 2, plus 1)"));
    }

    private static Flow times(Term.Call call, Flow flow, Constant factor) {
        Flow scaled = scaled(call, flow, new Step.Times(factor));
        return Gates.halved(scaled, call.node().toString()).orElse(scaled);
    }

    private static Term quotient(Term.Call call) {
        if (!call.isConstant(1)) {
            throw call.fault("divides by what the network computes; supported is division by numbers of the file");
        }
        return scaled(call, call.flow(0), new Step.Over(call.constant(1)));
    }

    private static Term scaler(Term.Call call) {
        OnnxGraph.Node node = call.node();
        Constant offset = vector(node.decimals("offset"));
        Constant scale = vector(node.decimals("scale"));
        return scaled(call, shifted(call, call.flow(0), offset.map(x -> -x)), new Step.Times(scale));
    }

    private static Constant vector(List<Double> numbers) {
        return Constant.vector(numbers.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static Flow shifted(Term.Call call, Flow flow, Constant shift) {
        return flow.then(
                new Step.Plus(shift), spread(call, flow, shift), call.node().toString());
    }

    private static Flow scaled(Term.Call call, Flow flow, Step step) {
        Constant by = step instanceof Step.Times times ? times.factor() : ((Step.Over) step).divisor();
        return flow.then(step, spread(call, flow, by), call.node().toString());
    }

    /** The shape that stays, or is known now. */
    private static List<Integer> spread(Term.Call call, Flow flow, Constant by) {
        List<Integer> extents = by.extents();
        List<Integer> shape = new ArrayList<>(flow.shape());
        if (extents.size() > shape.size()) {
            throw call.fault("has numbers of the shape %s for examples of the shape %s".formatted(extents, shape));
        }
        for (int i = 1; i <= extents.size(); i++) {
            int axis = shape.size() - i;
            int extent = extents.get(extents.size() - i);
            if (shape.get(axis) == Flow.FREE && extent > 1) {
                shape.set(axis, extent);
            } else if (extent != 1 && extent != shape.get(axis)) {
                throw call.fault("has numbers of the shape %s for examples of the shape %s".formatted(extents, shape));
            }
        }
        return shape;
    }

    /** {@code [1 - p, p]} */
    private static Term bothClasses(Term.Call call) {
        if (call.count() == 2
                && call.inputs().get(0) instanceof Flow first
                && call.inputs().get(1) instanceof Flow second
                && Gates.isRest(first, second)) {
            return second.then(new Step.BothClasses(), List.of(2), call.node().toString());
        }
        throw call.fault("joins what the network computes; supported is a classifier's 1 - p and p");
    }

    private static Term filled(Term.Call call) {
        if (call.count() == 3 && call.inputs().get(0) instanceof Term.Gaps && call.isConstant(1)) {
            return call.flow(2);
        }
        throw call.fault("chooses between numbers; supported are those for gaps, by IsNaN of an input");
    }
}
