package io.weightloom.given;

import io.weightloom.format.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Nodes of an ONNX graph that compute with numbers of the file alone: they are done once, and for all. */
final class ConstantRules {

    /** Stands for the number of examples in a shape. */
    static final long EXAMPLES = -1_000_003;

    private static final Map<String, Function<Term.Call, Constant>> RULES = Map.ofEntries(
            Map.entry("Constant", ConstantRules::constant),
            Map.entry("ConstantOfShape", ConstantRules::filled),
            Map.entry("Identity", call -> call.constant(0)),
            Map.entry("Cast", call -> call.constant(0)),
            Map.entry("Sqrt", call -> call.constant(0).map(Math::sqrt)),
            Map.entry("Pow", call -> call.constant(0).with(call.constant(1), Math::pow, call.mostNumbers())),
            Map.entry("Neg", call -> call.constant(0).map(x -> -x)),
            Map.entry("Add", call -> call.constant(0).with(call.constant(1), Double::sum, call.mostNumbers())),
            Map.entry("Sub", call -> call.constant(0).with(call.constant(1), (a, b) -> a - b, call.mostNumbers())),
            Map.entry("Mul", call -> call.constant(0).with(call.constant(1), (a, b) -> a * b, call.mostNumbers())),
            Map.entry("Div", call -> call.constant(0).with(call.constant(1), (a, b) -> a / b, call.mostNumbers())),
            Map.entry("Transpose", ConstantRules::transposed),
            Map.entry("Reshape", ConstantRules::reshaped),
            Map.entry("Unsqueeze", ConstantRules::unsqueezed),
            Map.entry("Squeeze", ConstantRules::squeezed),
            Map.entry("Gather", ConstantRules::gathered),
            Map.entry("Concat", ConstantRules::joined));

    private ConstantRules() {}

    static boolean knows(String operator) {
        return RULES.containsKey(operator);
    }

    /** @throws GivenException if it cannot be done */
    static Constant of(Term.Call call) {
        Function<Term.Call, Constant> rule = RULES.get(call.node().operator());
        if (rule == null) {
            throw call.fault("cannot be done with numbers of the file");
        }
        try {
            return rule.apply(call);
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            throw new GivenException("%s: %s".formatted(call.node(), e.getMessage()), e);
        }
    }

    private static Constant constant(Term.Call call) {
        return call.node()
                .tensor("value")
                .map(Constant::of)
                .or(() -> call.node()
                        .numbers("value_ints")
                        .filter(numbers -> !numbers.isEmpty())
                        .map(numbers -> Constant.vector(
                                numbers.stream().mapToDouble(Long::doubleValue).toArray())))
                .orElseGet(() -> {
                    List<Double> many = call.node().decimals("value_floats");
                    return many.isEmpty()
                            ? new Constant(
                                    List.of(),
                                    new double[] {
                                        call.node().decimal("value_float", (double)
                                                call.node().number("value_int", 0))
                                    },
                                    true)
                            : Constant.vector(many.stream()
                                    .mapToDouble(Double::doubleValue)
                                    .toArray());
                });
    }

    private static Constant filled(Term.Call call) {
        double value = call.node()
                .tensor("value")
                .map(Tensor::doubles)
                .map(all -> all[0])
                .orElse(0.0);
        Constant one = new Constant(List.of(), new double[] {value}, true);
        List<Integer> shape = ints(call.constant(0).whole());
        long length = 1;
        for (int extent : shape) {
            length = Math.multiplyExact(length, extent);
            if (extent < 1 || length > call.mostNumbers()) {
                throw new IllegalArgumentException("the shape %s is too large".formatted(shape));
            }
        }
        return new Constant(shape, new double[(int) length], true).with(one, Double::sum, call.mostNumbers());
    }

    private static Constant transposed(Term.Call call) {
        Constant constant = call.constant(0);
        List<Integer> order = new ArrayList<>(
                IntStream.range(0, constant.shape().size()).boxed().toList());
        Collections.reverse(order);
        return constant.transposed(
                call.node().numbers("perm").map(ConstantRules::ints).orElse(order));
    }

    private static Constant reshaped(Term.Call call) {
        Constant constant = call.constant(0);
        List<Integer> wanted = new ArrayList<>(ints(call.constant(1).whole()));
        long known = 1;
        for (int axis = 0; axis < wanted.size(); axis++) {
            if (wanted.get(axis) == 0 && axis < constant.shape().size()) {
                wanted.set(axis, constant.shape().get(axis));
            }
            known = Math.multiplyExact(known, wanted.get(axis) == -1 ? 1 : wanted.get(axis));
        }
        int open = wanted.indexOf(-1);
        if (open >= 0 && known > 0) {
            wanted.set(open, Math.toIntExact(constant.length() / known));
        }
        return constant.shaped(wanted);
    }

    private static Constant unsqueezed(Term.Call call) {
        List<Integer> shape = new ArrayList<>(call.constant(0).shape());
        for (int axis : axes(call)) {
            shape.add(axis < 0 ? axis + shape.size() + 1 : axis, 1);
        }
        return call.constant(0).shaped(shape);
    }

    private static Constant squeezed(Term.Call call) {
        return call.constant(0)
                .shaped(call.constant(0).shape().stream()
                        .filter(extent -> extent != 1)
                        .toList());
    }

    /** Axes of an operator, once an attribute and then an input. */
    static List<Integer> axes(Term.Call call) {
        return call.count() > 1
                ? ints(call.constant(1).whole())
                : call.node().numbers("axes").map(ConstantRules::ints).orElse(List.of());
    }

    private static Constant gathered(Term.Call call) {
        Constant from = call.constant(0);
        if (from.shape().size() != 1 || call.node().number("axis", 0) != 0) {
            throw new IllegalArgumentException("only of a row of numbers can some be taken");
        }
        Constant which = call.constant(1);
        return which.map(at -> from.values()[(int) (at < 0 ? at + from.length() : at)]);
    }

    private static Constant joined(Term.Call call) {
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < call.count(); i++) {
            if (call.constant(i).shape().size() != 1) {
                throw new IllegalArgumentException("only rows of numbers can be joined");
            }
            for (double value : call.constant(i).values()) {
                all.add(value);
            }
        }
        return Constant.vector(all.stream().mapToDouble(Double::doubleValue).toArray());
    }

    static List<Integer> ints(List<Long> whole) {
        return whole.stream().map(Math::toIntExact).toList();
    }
}
