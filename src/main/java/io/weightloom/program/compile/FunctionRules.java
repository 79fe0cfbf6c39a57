package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Operation.Function;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.api.ops.ScalarOp;

/** Functions of each element, and their derivatives. Not thread-safe. */
final class FunctionRules {

    private final Map<String, String> mapped = new HashMap<>(); // "TANH x" -> name of tanh(x)

    /** By ND4J's names. */
    Map<String, Rule> rules() {
        Map<String, Rule> rules = new HashMap<>(functions());
        rules.put("pow", op -> power(op, exponent -> 1, exponent -> exponent));
        rules.put("_powderivative", op -> power(op, exponent -> exponent, exponent -> exponent - 1));
        return rules;
    }

    private static List<Node> power(OpNode op, DoubleUnaryOperator factor, DoubleUnaryOperator exponent) {
        if (!(op.op() instanceof ScalarOp) || op.inputs().size() != 1) {
            return List.of();
        }
        double given = op.scalar();
        return op.becomes(new Operation.Power(factor.applyAsDouble(given), exponent.applyAsDouble(given)));
    }

    private Map<String, Rule> functions() {
        return Map.of(
                "tanh", op -> map(Function.TANH, op),
                "sigmoid", op -> map(Function.SIGMOID, op),
                "sin", op -> map(Function.SINE, op),
                "cos", op -> map(Function.COSINE, op),
                "exp", op -> map(Function.EXP, op),
                "square", op -> map(Function.SQUARE, op),
                "relu", op -> op.scalar() == 0 ? map(Function.RELU, op) : List.of(),
                "tanh_bp", op -> derivative(Function.TANH, op),
                "sigmoid_bp", op -> derivative(Function.SIGMOID, op),
                "thresholdedrelu_bp",
                        op -> op.custom().tArgs()[0] == 0
                                ? op.becomes(new Operation.Derivative(Function.RELU))
                                : List.of());
    }

    private List<Node> map(Function function, OpNode op) {
        mapped.put(function + " " + op.input(0), op.output());
        return op.becomes(new Operation.Map(function), 0);
    }

    /** ND4J gives {@code x}; our derivatives are cheaper from {@code f(x)}, if the graph has it. */
    private List<Node> derivative(Function function, OpNode op) {
        String fx = mapped.get(function + " " + op.input(0));
        return fx == null
                ? List.of()
                : List.of(new Node(new Operation.Derivative(function), List.of(fx, op.input(1)), op.outputs()));
    }
}
