package io.weightloom.program;

import io.weightloom.program.compile.Compiler;
import io.weightloom.program.compile.Executable;
import io.weightloom.program.ir.Stretch;
import io.weightloom.program.kernel.Elements;
import io.weightloom.program.natives.NativeThreads;
import io.weightloom.program.update.State;
import io.weightloom.program.update.UpdateRule;
import io.weightloom.program.update.Updater;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A SameDiff graph with its gradients, compiled into a fixed list of kernels over arrays that were made once.
 *
 * <p>Not thread-safe: one thread at a time; several programs on several threads are independent of each other and give
 * the same bits as one alone. Close it: it owns native memory. Of the graph only the gradient function is added, if it
 * has none for this loss; the graph may be closed or compiled again afterwards. The trainables' values in the graph are
 * the program's first parameters; all other variables count as constants. A trainable that the loss does not reach has
 * a gradient of zero.
 *
 * <p>The shapes of all values must follow from the shapes of the inputs alone.
 */
public final class TrainingProgram implements AutoCloseable {

    private final Executable executable;
    private final Inputs inputs;
    private final List<Stretch> trainables;
    private final Elements loss;
    private final Elements parameters;
    private final UpdateRule descent;

    private TrainingProgram(Compiler compiler, String loss, Map<String, long[]> inputShapes, Updater updater) {
        this.trainables = compiler.stretches();
        double[] values = compiler.parameters();
        this.executable = compiler.training(loss);
        this.inputs = new Inputs(executable, inputShapes);
        this.loss = executable.cells(loss);
        this.parameters = executable.cells(Compiler.PARAMETERS);
        this.descent = UpdateRule.of(updater, parameters, executable.cells(Compiler.GRADIENTS), executable.outers());
        parameters.put(values);
    }

    /**
     * Compiles the graph.
     *
     * @param graph of one floating-point type throughout, FLOAT or DOUBLE
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
        NativeThreads.one();
        if (trainables.isEmpty()) {
            throw new IllegalArgumentException("A training program needs at least one trainable");
        }
        Compiler compiler = new Compiler(graph, trainables, inputShapes, loss);
        return new TrainingProgram(compiler, loss, inputShapes, updater);
    }

    /** Names of the inputs that it reads; those of the shapes that the loss does not need are not among them. */
    public Set<String> inputs() {
        return inputs.names();
    }

    /**
     * Fills an input with rows gathered from a table.
     *
     * @param input name of a placeholder {@code [batch, width]}, or {@code [tasks, batch, width]}
     * @param source row-major {@code [rows, width]}
     * @param width elements of one row
     * @param rows numbers of rows in {@code source}
     * @param from first position in {@code rows}
     * @param count rows to gather, which must be as many as the program was compiled for
     * @throws IllegalArgumentException if there is no such input, or width or count do not fit it
     */
    public void load(String input, float[] source, int width, int[] rows, int from, int count) {
        executable.checkOpen();
        inputs.load(input, 0, source, width, rows, from, count);
    }

    /**
     * One update of all trainables on the loaded inputs.
     *
     * @param learningRate at least 0
     * @return the loss before the update
     */
    public double step(double learningRate) {
        double value = gradients();
        descent.step(learningRate);
        return value;
    }

    /**
     * One update of all trainables on the sum of this loss and a penalty, whose gradients are taken where this program
     * stands.
     *
     * @param penalty a program of the same trainables and precision, whose parameters are set to these; its updater and
     *     its moments have no part in it
     * @return the sum before the update
     * @throws IllegalArgumentException if its trainables are others
     */
    public double step(double learningRate, TrainingProgram penalty) {
        requireSame(penalty);
        double value = gradients();
        penalty.parameters.copy(parameters);
        value += penalty.gradients();
        descent.step(learningRate, List.of(penalty.descent));
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
    public double stepLookingAhead(double learningRate, TrainingProgram penalty) {
        requireSame(penalty);
        double value = gradients();
        descent.ahead(learningRate, penalty.parameters);
        value += penalty.gradients();
        descent.step(learningRate, List.of(penalty.descent));
        return value;
    }

    private void requireSame(TrainingProgram penalty) {
        if (!penalty.trainables.equals(trainables) || penalty.parameters.getClass() != parameters.getClass()) {
            throw new IllegalArgumentException("A penalty on %s does not fit a program of %s"
                    .formatted(names(penalty.trainables), names(trainables)));
        }
    }

    private static List<String> names(List<Stretch> trainables) {
        return trainables.stream().map(Stretch::name).toList();
    }

    /**
     * Computes the gradients on the loaded inputs, unclipped, and updates nothing.
     *
     * @return the loss
     */
    public double gradients() {
        NativeThreads.one();
        executable.run();
        return loss.get(0);
    }

    /**
     * The gradient of one trainable, row by row, from the last {@link #gradients()} or {@link #step}.
     *
     * @throws IllegalArgumentException if there is no such trainable
     */
    public double[] gradient(String trainable) {
        executable.checkOpen();
        Stretch stretch = Stretch.named(trainables, trainable);
        return descent.gradients(stretch.offset(), stretch.end());
    }

    /**
     * The value of one trainable, row by row.
     *
     * @throws IllegalArgumentException if there is no such trainable
     */
    public double[] value(String trainable) {
        executable.checkOpen();
        Stretch stretch = Stretch.named(trainables, trainable);
        return Arrays.copyOfRange(parameters.toArray(), stretch.offset(), stretch.end());
    }

    /** A copy of all that training changes. */
    public State state() {
        executable.checkOpen();
        return descent.state(parameters.toArray());
    }

    /**
     * Goes back, or on, to a state of a program of the same trainables and updater.
     *
     * @throws IllegalArgumentException if the state has other lengths or another number of moments
     */
    public void restore(State state) {
        executable.checkOpen();
        descent.restore(state);
        parameters.put(state.parameters());
    }

    @Override
    public void close() {
        executable.close();
    }
}
