package io.weightloom.network;

import io.weightloom.layout.ExampleShape;
import io.weightloom.layout.Layout;
import io.weightloom.network.graph.Names;
import io.weightloom.network.graph.NativeArrays;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.init.Parameter;
import io.weightloom.network.target.OneSet;
import io.weightloom.network.target.SetPerTask;
import io.weightloom.network.target.TargetNetwork;
import io.weightloom.network.target.Targets;
import io.weightloom.program.Work;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A target network and the source of its weights as one differentiable graph, from placeholders {@link Names#X} and
 * {@link Names#Y} to {@link Names#LOSS}, with its trainables at their first values. Close it: it owns native memory.
 *
 * <p>Where the condition gives each task weights of its own, these come in one pass, and the target network runs on all
 * of them at once; {@link Names#TASK} says which tasks.
 *
 * @param graph the graph
 * @param layout where the target's weights lie in the flat vector
 * @param trainables what training changes, in the order in which it is drawn and stored
 * @param layers what is known of the target's layers, from input to output
 * @param statistics names of the variables that are computed from a whole batch, so that an example's output depends on
 *     the others
 * @param examples what one example is, by the name of the placeholder that holds them
 * @param home what compiles it, and where it goes when it is closed
 */
public record Network(
        SameDiff graph,
        Layout layout,
        List<Trainable> trainables,
        List<LayerScale> layers,
        List<String> statistics,
        Map<String, ExampleShape> examples,
        Home home)
        implements AutoCloseable {

    private static final String BUILDING = "building the network";

    /** Copies the lists. */
    public Network {
        trainables = List.copyOf(trainables);
        layers = List.copyOf(layers);
        statistics = List.copyOf(statistics);
        examples = Map.copyOf(examples);
    }

    /** One that is used once. */
    public Network(
            SameDiff graph,
            Layout layout,
            List<Trainable> trainables,
            List<LayerScale> layers,
            List<String> statistics,
            Map<String, ExampleShape> examples) {
        this(graph, layout, trainables, layers, statistics, examples, Home.NONE);
    }

    /**
     * Builds the network that a trial begins with; of a network that is cut half-way, the plain one. The same trial has
     * the same first values, whatever the precision, but for rounding.
     */
    public static Network build(TrialSpec spec, DataType precision) {
        return build(spec, precision, Work.UNHEARD);
    }

    /** The same, telling how far it is. */
    public static Network build(TrialSpec spec, DataType precision, Work work) {
        work.begins(BUILDING);
        return of(spec, Blueprint.of(spec), precision, work, Home.NONE);
    }

    /**
     * Builds the network that a trial was given, as far as its output, whatever the trial makes of it.
     *
     * @throws IllegalArgumentException if there is none, or it has not been read
     */
    public static Network given(TrialSpec spec, DataType precision) {
        return trained(
                spec.with(new WeightsSpec.Given()),
                Blueprint.owned(Targets.of(spec.target()), spec.givenNetwork().flat()),
                precision);
    }

    /**
     * Builds the network that a trial begins with, but at other values.
     *
     * @param learned the trainables' values, end to end, in the order of {@link #trainables()}
     * @param work hears how far it is
     * @throws IllegalArgumentException if there are more or fewer of them
     */
    public static Network build(TrialSpec spec, double[] learned, DataType precision, Work work) {
        work.begins(BUILDING);
        return of(spec, Blueprint.of(spec, learned), precision, work, Home.NONE);
    }

    /**
     * Builds the plain network of the same target, with these weights: what a hypernetwork must agree with.
     *
     * @param flat the target weights end to end, {@code [theta]}
     */
    public static Network plain(TrialSpec spec, double[] flat, DataType precision) {
        return of(spec, Blueprint.plain(spec, flat), precision, Work.UNHEARD, Home.NONE);
    }

    /**
     * Builds the network of a trial that is cut half-way, as it is after the cut.
     *
     * @param flat the target weights before the cut, end to end, {@code [theta]}
     * @param work hears how far it is
     * @throws IllegalArgumentException if there are more or fewer of them than the target has
     */
    public static Network cut(TrialSpec spec, WeightsSpec.Cut cut, double[] flat, DataType precision, Work work) {
        work.begins(BUILDING);
        TargetNetwork target = Targets.of(spec.target());
        if (flat.length != target.layout().size()) {
            throw new IllegalArgumentException("%s weights do not fit a target of %s"
                    .formatted(flat.length, target.layout().size()));
        }
        WeightSource source = Cuts.source(cut, target.layout(), flat);
        Map<String, double[]> values = ParameterValues.draw(source.parameters(), spec.seed());
        return of(spec, new Blueprint(target, source, values), precision, work, Home.NONE);
    }

    /**
     * Builds the network of a trial as training has left it, as far as its output: without a loss, and without
     * gradients.
     *
     * @param trained the trainables' values by name, each row by row
     * @throws IllegalArgumentException if they are not those of this trial's network
     */
    public static Network trained(TrialSpec spec, Map<String, double[]> trained, DataType precision) {
        return trained(spec, trained, precision, source -> source);
    }

    /**
     * The same for one task at a time: examples are {@code [batch, ...]}, and {@link Names#TASK}, if there is one, is
     * {@code [1, width]}.
     */
    public static Network trainedOfOneTask(TrialSpec spec, Map<String, double[]> trained, DataType precision) {
        return trained(spec, trained, precision, OneTask::of);
    }

    private static Network trained(
            TrialSpec spec, Map<String, double[]> trained, DataType precision, UnaryOperator<WeightSource> use) {
        TargetNetwork target = Targets.of(spec.target().trained());
        WeightSource source = WeightSources.trained(spec, target, trained);
        ParameterValues.requireTrained(source, trained);
        Map<String, double[]> values = ParameterValues.draw(source.parameters(), spec.seed());
        values.putAll(trained);
        SameDiff graph = GraphArrays.empty();
        output(graph, target, use.apply(source), values, precision);
        return of(graph, target, source, Home.NONE);
    }

    /** What a trial's training leaves, in the order in which it is drawn and stored, without building a network. */
    public static List<Trainable> trainables(TrialSpec spec) {
        return ParameterValues.trainables(WeightSources.trained(spec, Targets.of(spec.target()), Map.of()));
    }

    /** Names of the trainables, in order. */
    public List<String> trainableNames() {
        return trainables.stream().map(Trainable::name).toList();
    }

    /**
     * Whether each task has weights of its own, and there are several at a time, so that examples come task by task.
     */
    public boolean ofTasks() {
        long[] declared = graph.getVariable(Names.X).getShape();
        ExampleShape example = examples.get(Names.X);
        return example == null ? declared[1] == -1 : example.counts(declared).length == 2;
    }

    /** How many numbers are drawn anew at each step, as {@code [vectors, z-dim]}; empty if none are. */
    public Optional<long[]> noise() {
        SDVariable z = graph.getVariable(Names.Z);
        return z != null && z.getVariableType() == VariableType.PLACEHOLDER
                ? Optional.of(z.getShape().clone())
                : Optional.empty();
    }

    /**
     * The shapes of its placeholders.
     *
     * @param tasks at the same time
     * @param batch examples of each task
     */
    public Map<String, long[]> shapes(int tasks, int batch) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        for (String name : List.of(Names.X, Names.Y, Names.GIVEN_OUTPUT, Names.TASK, Names.Z, Names.DROPOUT)) {
            SDVariable variable = graph.getVariable(name);
            if (variable != null && variable.getVariableType() == VariableType.PLACEHOLDER) {
                shapes.put(name, example(name).batch(counts(name, tasks, batch)));
            }
        }
        return shapes;
    }

    /** What one row of a placeholder is: an example, or what describes a task, or a vector of noise. */
    public ExampleShape example(String placeholder) {
        ExampleShape example = examples.get(placeholder);
        return example == null
                ? new ExampleShape.Vector(
                        Math.toIntExact(graph.getVariable(placeholder).getShape()[1]))
                : example;
    }

    /** Extents of the axes that count a placeholder's rows. */
    private long[] counts(String placeholder, int tasks, int batch) {
        if (examples.containsKey(placeholder)) {
            return ofTasks() ? new long[] {tasks, batch} : new long[] {batch};
        }
        long declared = graph.getVariable(placeholder).getShape()[0];
        return new long[] {declared == -1 ? tasks : declared};
    }

    /** Frees the arrays that the graph holds, or gives the graph back; it cannot be used here any more. */
    @Override
    public void close() {
        home.end().accept(graph);
    }

    /** Builds and differentiates. */
    static Network of(TrialSpec spec, Blueprint blueprint, DataType precision, Work work, Home home) {
        TargetNetwork target = blueprint.target();
        WeightSource source = blueprint.source();
        SameDiff graph = GraphArrays.empty();
        new Objective(spec, target, precision).add(graph, output(graph, target, source, blueprint.values(), precision));
        work.begins("differentiating the network");
        GraphArrays.differentiate(graph);
        return of(graph, target, source, home);
    }

    private static Network of(SameDiff graph, TargetNetwork target, WeightSource source, Home home) {
        return new Network(
                graph,
                target.layout(),
                ParameterValues.trainables(source),
                LayerScale.of(target, source),
                target.statistics(),
                examples(target),
                home);
    }

    private static Map<String, ExampleShape> examples(TargetNetwork target) {
        Map<String, ExampleShape> examples = new HashMap<>(
                Map.of(Names.X, target.input(), Names.Y, target.output(), Names.GIVEN_OUTPUT, target.output()));
        target.dropout().ifPresent(shape -> examples.put(Names.DROPOUT, shape));
        return examples;
    }

    private static Objective.Drawn output(
            SameDiff graph,
            TargetNetwork target,
            WeightSource source,
            Map<String, double[]> values,
            DataType precision) {
        Map<String, SDVariable> tensors = tensors(graph, source, values, precision);
        Function<String, SDVariable> weights = source.weights(graph, tensors::get);
        SDVariable x = graph.placeHolder(
                Names.X,
                precision,
                source.ofTasks() ? target.input().batch(-1, -1) : target.input().batch(-1));
        TargetNetwork running = source.running(target);
        SDVariable output = source.ofTasks()
                ? running.forward(SetPerTask.of(graph, x), x, weights)
                : running.forward(new OneSet(graph), x, weights);
        return new Objective.Drawn(source.ofTasks(), output, weights);
    }

    /** Adds what a source is made of to a graph: its tensors, at these values, and its placeholder; by name. */
    static Map<String, SDVariable> tensors(
            SameDiff graph, WeightSource source, Map<String, double[]> values, DataType precision) {
        Map<String, SDVariable> tensors = new HashMap<>();
        for (Parameter parameter : source.parameters()) {
            INDArray value = NativeArrays.of(
                    ParameterValues.numbers(values, parameter.name()),
                    precision,
                    parameter.shape().toArray());
            tensors.put(
                    parameter.name(),
                    parameter.part() == LedgerColumn.FIXED
                            ? graph.constant(parameter.name(), value)
                            : graph.var(parameter.name(), value));
        }
        source.placeholder()
                .ifPresent(input -> tensors.put(
                        input.name(), graph.placeHolder(input.name(), precision, input.rows(), input.width())));
        return tensors;
    }
}
