package io.weightloom.network;

import io.weightloom.layout.Layout;
import io.weightloom.program.Differentiation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.RandomStream;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.nd4j.autodiff.loss.LossReduce;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A target network and the source of its weights as one differentiable graph, from placeholders {@link Names#X} and
 * {@link Names#Y} to {@link Names#LOSS}, with its trainables at their first values. Close it: it owns native memory.
 *
 * @param graph the graph
 * @param layout where the target's weights lie in the flat vector
 * @param trainables what training changes, in the order in which it is drawn and stored
 * @param layers what is known of the target's layers, from input to output
 */
public record Network(SameDiff graph, Layout layout, List<Trainable> trainables, List<LayerScale> layers)
        implements AutoCloseable {

    /** Copies the lists. */
    public Network {
        trainables = List.copyOf(trainables);
        layers = List.copyOf(layers);
    }

    /**
     * What the initialisation promises for one layer.
     *
     * @param weight name of the slot of its weights
     * @param bias name of the slot of its biases
     * @param preActivation name of the variable before its activation, {@code [batch, out]}
     * @param weightVariance of the weights at the start, dimensionless; NaN if nothing is promised
     * @param biasVariance of the biases at the start; NaN if nothing is promised
     * @param power second moment of the pre-activation at the start for network inputs of unit second moment; NaN if
     *     nothing is promised
     * @param wanted second moment of the pre-activation that suits what follows: 2 before a ReLU, else 1
     */
    public record LayerScale(
            String weight,
            String bias,
            String preActivation,
            double weightVariance,
            double biasVariance,
            double power,
            double wanted) {}

    /**
     * Builds the network of a trial. The same trial has the same first values, whatever the precision, but for
     * rounding.
     */
    public static Network build(TrialSpec spec, DataType precision) {
        TargetNetwork target = Targets.of(spec.target());
        WeightSource source = WeightSources.of(spec.weights(), target);
        return build(spec, target, source, draw(source.parameters(), spec.seed()), precision);
    }

    /**
     * Builds the plain network of the same target, with these weights: what a hypernetwork must agree with.
     *
     * @param flat the target weights end to end, {@code [theta]}
     */
    public static Network plain(TrialSpec spec, double[] flat, DataType precision) {
        TargetNetwork target = Targets.of(spec.target());
        WeightSource source = WeightSources.of(new WeightsSpec.Plain(), target);
        Map<String, double[]> values = new HashMap<>();
        target.layout()
                .slots()
                .forEach(slot -> values.put(
                        Names.target(slot.name()), Arrays.copyOfRange(flat, (int) slot.offset(), (int) slot.end())));
        return build(spec, target, source, values, precision);
    }

    /** Names of the trainables, in order. */
    public List<String> trainableNames() {
        return trainables.stream().map(Trainable::name).toList();
    }

    /** Frees the arrays that the graph holds; the graph cannot be used any more. */
    @Override
    public void close() {
        graph.variables().stream()
                .filter(variable -> variable.getVariableType() == VariableType.VARIABLE
                        || variable.getVariableType() == VariableType.CONSTANT)
                .map(SDVariable::getArr)
                .filter(array -> array != null && array.closeable())
                .forEach(INDArray::close);
    }

    private static Network build(
            TrialSpec spec,
            TargetNetwork target,
            WeightSource source,
            Map<String, double[]> values,
            DataType precision) {
        Layout layout = target.layout();
        SameDiff graph = SameDiff.create();
        graph.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), false);
        Map<String, SDVariable> tensors = new HashMap<>();
        for (Parameter parameter : source.parameters()) {
            INDArray value = NativeArrays.of(
                    numbers(values, parameter.name()),
                    precision,
                    parameter.shape().toArray());
            tensors.put(
                    parameter.name(),
                    parameter.part() == Part.FIXED
                            ? graph.constant(parameter.name(), value)
                            : graph.var(parameter.name(), value));
        }
        Function<String, SDVariable> weights = source.weights(graph, tensors::get);
        SDVariable x = graph.placeHolder(Names.X, precision, -1, inputs(layout, target));
        SDVariable output = target.forward(graph, x, weights);
        SDVariable y = graph.placeHolder(Names.Y, precision, -1, outputs(layout, target));
        SDVariable loss = loss(graph, spec.training().loss(), y, output);
        decayed(loss, spec.training().generatedDecay(), layout, weights).rename(Names.LOSS);
        graph.setLossVariables(Names.LOSS);
        differentiate(graph);
        return new Network(graph, layout, trainables(source), scales(target, source));
    }

    private static double[] numbers(Map<String, double[]> values, String parameter) {
        return Objects.requireNonNull(values.get(parameter), parameter);
    }

    /** Without the variables' arrays meanwhile: SameDiff copies each, and leaves the copy to the garbage collector. */
    private static void differentiate(SameDiff graph) {
        Map<String, INDArray> arrays = new HashMap<>();
        for (String name : List.copyOf(graph.getVariablesArrays().arrayNames())) {
            arrays.put(name, graph.getVariablesArrays().removeArray(name));
        }
        Differentiation.of(graph);
        SameDiff gradient = graph.getFunction("grad");
        arrays.forEach((name, array) -> {
            graph.associateArrayWithVariable(array, name);
            gradient.associateArrayWithVariable(array, name);
        });
    }

    private static long inputs(Layout layout, TargetNetwork target) {
        return layout.slot(target.layers().get(0).weight()).fanIn();
    }

    private static long outputs(Layout layout, TargetNetwork target) {
        return layout.slot(target.layers().get(target.layers().size() - 1).weight())
                .fanOut();
    }

    /** The loss as a mean over the batch (and, for regression, over the outputs). */
    private static SDVariable loss(SameDiff graph, Loss loss, SDVariable y, SDVariable output) {
        return switch (loss) {
            case CROSS_ENTROPY ->
                graph.loss()
                        .softmaxCrossEntropy("data-loss", y, output, null, LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT, 0);
            case MSE ->
                graph.loss().meanSquaredError("data-loss", y, output, null, LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT);
            case MAE ->
                graph.loss().absoluteDifference("data-loss", y, output, null, LossReduce.MEAN_BY_NONZERO_WEIGHT_COUNT);
        };
    }

    /** The loss with {@code decay |theta|^2 / 2} added. */
    private static SDVariable decayed(
            SDVariable loss, double decay, Layout layout, Function<String, SDVariable> weights) {
        if (decay == 0) {
            return loss;
        }
        SDVariable squares = layout.slots().stream()
                .map(slot -> weights.apply(slot.name()))
                .map(w -> w.mul(w).sum())
                .reduce(SDVariable::add)
                .orElseThrow();
        return loss.add(squares.mul(decay / 2));
    }

    private static List<Trainable> trainables(WeightSource source) {
        return source.parameters().stream()
                .filter(parameter -> parameter.part() != Part.FIXED)
                .map(parameter -> new Trainable(parameter.name(), parameter.shape(), parameter.part()))
                .toList();
    }

    private static Map<String, double[]> draw(List<Parameter> parameters, long seed) {
        SplittableRandom random = RandomStream.INITIALISATION.generator(seed, 0);
        Map<String, double[]> drawn = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            double[] values = new double[Math.toIntExact(parameter.shape().length())];
            parameter.draw().fill(values, random, drawn::get);
            drawn.put(parameter.name(), values);
        }
        return drawn;
    }

    /**
     * Follows the second moment through the layers: {@code power = fan-in Var(w) E[x^2] + Var(b)}. A ReLU halves it; of
     * the other activations nothing general can be said, so nothing is promised behind them.
     */
    private static List<LayerScale> scales(TargetNetwork target, WeightSource source) {
        Map<String, Double> variances = source.intendedVariances();
        double[] input = {1};
        return IntStream.range(0, target.layers().size())
                .mapToObj(i -> {
                    TargetNetwork.Layer layer = target.layers().get(i);
                    double weight = variances.getOrDefault(layer.weight(), Double.NaN);
                    double bias = variances.getOrDefault(layer.bias(), Double.NaN);
                    double power = target.layout().slot(layer.weight()).fanIn() * weight * input[0] + bias;
                    input[0] = layer.gain() == 2 ? power / 2 : Double.NaN;
                    return new LayerScale(
                            layer.weight(), layer.bias(), layer.preActivation(), weight, bias, power, layer.gain());
                })
                .toList();
    }
}
