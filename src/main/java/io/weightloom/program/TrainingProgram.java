package io.weightloom.program;

import io.weightloom.program.compile.Compiler;
import io.weightloom.program.kernel.Elements;
import io.weightloom.program.update.FloatDescent;
import io.weightloom.program.update.State;
import io.weightloom.program.update.Updater;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A {@link GradientProgram} in single precision, and an updater that moves its trainables.
 *
 * <p>Not thread-safe: one thread at a time; several programs on several threads are independent of each other and give
 * the same bits as one alone. Close it: it owns native memory.
 */
public final class TrainingProgram implements AutoCloseable {

    private final GradientProgram program;
    private final FloatDescent descent;
    private final Optional<Consumer<float[]>> rounding;
    private final float[] kept; // parameters while rounded ones are in their place
    private final float[] rounded;

    TrainingProgram(GradientProgram program, Updater updater, Optional<Consumer<float[]>> rounding) {
        this.program = program;
        this.descent = new FloatDescent(updater, floats(program), program.all());
        this.rounding = rounding;
        this.kept = new float[rounding.isPresent() ? program.values().size() : 0];
        this.rounded = new float[kept.length];
    }

    private static Elements.Floats floats(GradientProgram program) {
        return (Elements.Floats) program.values();
    }

    /**
     * Compiles the graph, as {@link GradientProgram#compile} does.
     *
     * @param graph of FLOAT throughout
     * @param loss name of the scalar to minimise
     * @param trainables names of the variables to train, at least one
     * @param inputShapes the shape of each placeholder that the loss needs, the batch included
     * @param updater how gradients change the trainables
     * @throws IllegalArgumentException if a name is unknown, a shape missing, the type another one, or the graph has
     *     loops or branches
     * @throws IllegalStateException if the loss reaches no variable at all (SameDiff then cannot differentiate)
     */
    public static TrainingProgram compile(
            SameDiff graph, String loss, List<String> trainables, Map<String, long[]> inputShapes, Updater updater) {
        return compile(graph, loss, trainables, inputShapes, updater, Optional.empty());
    }

    /**
     * The same of a program that computes with rounded parameters: loss and gradients are taken at these, and the
     * updates move the parameters before rounding.
     *
     * @param rounding rounds all parameters end to end, in place
     */
    public static TrainingProgram compile(
            SameDiff graph,
            String loss,
            List<String> trainables,
            Map<String, long[]> inputShapes,
            Updater updater,
            Optional<Consumer<float[]>> rounding) {
        Compiler compiler = compiler(graph, loss, trainables, inputShapes);
        return new TrainingProgram(GradientProgram.fresh(compiler, loss, inputShapes), updater, rounding);
    }

    static Compiler compiler(SameDiff graph, String loss, List<String> trainables, Map<String, long[]> inputShapes) {
        Compiler compiler = GradientProgram.compiler(graph, loss, trainables, inputShapes);
        if (compiler.type() != DataType.FLOAT) {
            throw new IllegalArgumentException(
                    "Variable '%s' is %s, but only FLOAT graphs can be trained".formatted(loss, compiler.type()));
        }
        return compiler;
    }

    /** Names of the inputs that it reads; those of the shapes that the loss does not need are not among them. */
    public Set<String> inputs() {
        return program.inputs();
    }

    /**
     * Fills an input, as {@link GradientProgram#load} does.
     *
     * @throws IllegalArgumentException if there is no such input, or width or count do not fit it
     */
    public void load(String input, float[] source, int width, int[] rows, int from, int count) {
        program.load(input, source, width, rows, from, count);
    }

    /**
     * One update of all trainables on the loaded inputs.
     *
     * @param learningRate at least 0
     * @return the loss before the update
     */
    public double step(double learningRate) {
        double value = gradients();
        descent.step(learningRate, List.of());
        return value;
    }

    /**
     * One update of all trainables on the sum of this loss and a penalty, whose gradients are taken where this program
     * stands.
     *
     * @param learningRate at least 0
     * @param penalty a program of the same trainables in single precision, whose parameters are set to these
     * @return the sum before the update
     * @throws IllegalArgumentException if its trainables are others
     */
    public double step(double learningRate, GradientProgram penalty) {
        requireUnrounded();
        program.requireSame(penalty);
        double value = program.gradients();
        penalty.values().copy(program.values());
        value += penalty.gradients();
        descent.step(learningRate, List.of(penalty.all()));
        return value;
    }

    /**
     * The same with the penalty's gradients taken where a step on this loss alone would lead, that step counting as a
     * constant: {@code g = dL(w)/dw + dP(w + d)/dw}, {@code d} the updater's step by {@code dL/dw}.
     *
     * @param penalty as before; its parameters are set to {@code w + d}
     * @return the sum of {@code L(w)} and {@code P(w + d)}
     * @throws IllegalArgumentException if its trainables are others
     */
    public double stepLookingAhead(double learningRate, GradientProgram penalty) {
        requireUnrounded();
        program.requireSame(penalty);
        double value = program.gradients();
        descent.ahead(learningRate, floats(penalty));
        value += penalty.gradients();
        descent.step(learningRate, List.of(penalty.all()));
        return value;
    }

    /**
     * Computes the gradients on the loaded inputs, unclipped, and updates nothing.
     *
     * @return the loss
     */
    public double gradients() {
        if (rounding.isEmpty()) {
            return program.gradients();
        }
        Elements.Floats values = floats(program);
        values.buffer.get(0, kept);
        System.arraycopy(kept, 0, rounded, 0, kept.length);
        rounding.get().accept(rounded);
        values.put(0, rounded, 0, rounded.length);
        try {
            return program.gradients();
        } finally {
            values.put(0, kept, 0, kept.length);
        }
    }

    /**
     * The gradient of one trainable, row by row, from the last {@link #gradients()} or {@link #step}.
     *
     * @throws IllegalArgumentException if there is no such trainable
     */
    public double[] gradient(String trainable) {
        return program.gradient(trainable);
    }

    /**
     * The same of several, end to end.
     *
     * @throws IllegalArgumentException if there is no such trainable
     */
    public double[] gradients(List<String> trainables) {
        List<double[]> each = trainables.stream().map(this::gradient).toList();
        double[] all = new double[each.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (double[] part : each) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /**
     * The value of one trainable, row by row.
     *
     * @throws IllegalArgumentException if there is no such trainable
     */
    public double[] value(String trainable) {
        return program.value(trainable);
    }

    private void requireUnrounded() {
        if (rounding.isPresent()) {
            throw new IllegalStateException("A penalty is about parameters that are not rounded");
        }
    }

    /** A copy of all that training changes. */
    public State state() {
        program.checkOpen();
        return descent.state();
    }

    /**
     * Goes back, or on, to a state of a program of the same trainables and updater.
     *
     * @throws IllegalArgumentException if the state has other lengths or another number of moments
     */
    public void restore(State state) {
        program.checkOpen();
        descent.restore(state);
    }

    @Override
    public void close() {
        program.close();
    }
}
