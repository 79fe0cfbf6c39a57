package io.weightloom.program;

import io.weightloom.program.compile.Compiler;
import io.weightloom.program.compile.Executable;
import io.weightloom.program.ir.TrainableRange;
import io.weightloom.program.kernel.Elements;
import io.weightloom.program.natives.NativeThreads;
import io.weightloom.program.update.Gradients;
import io.weightloom.program.update.State;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The loss of a SameDiff graph and its gradients, compiled into a fixed list of kernels over arrays that were made
 * once.
 *
 * <p>Not thread-safe: one thread at a time; several programs on several threads are independent of each other and give
 * the same bits as one alone. Close it: it owns native memory. Of the graph only the gradient function is added, if it
 * has none for this loss; the graph may be closed or compiled again afterwards. The trainables' values in the graph are
 * the program's first parameters; all other variables count as constants. A trainable that the loss does not reach has
 * a gradient of zero.
 *
 * <p>The shapes of all values must follow from the shapes of the inputs alone.
 */
public final class GradientProgram implements AutoCloseable {

    private final Lent lent;
    private final Inputs inputs;
    private final List<TrainableRange> trainables;
    private final Set<String> reached;
    private final Elements loss;
    private final Parameters parameters;
    private final Gradients gradients;

    /** Of what the compiler has made, at the trainables' values that it knows. */
    GradientProgram(Compiler compiler, Lent lent, String loss, Map<String, long[]> inputShapes) {
        this.trainables = compiler.ranges();
        double[] values = compiler.parameters();
        this.lent = lent;
        this.reached = compiler.reached();
        Executable executable = lent.open();
        this.inputs = new Inputs(executable, inputShapes);
        this.loss = executable.elements(loss);
        this.parameters = new Parameters(executable.elements(Compiler.PARAMETERS));
        this.gradients = new Gradients(executable.elements(Compiler.GRADIENTS), executable.outers());
        parameters.set(values);
    }

    /**
     * Compiles the graph.
     *
     * @param graph of one floating-point type throughout, FLOAT or DOUBLE
     * @param loss name of the scalar
     * @param trainables names of the variables to differentiate by, at least one
     * @param inputShapes the shape of each placeholder that the loss needs, the batch included
     * @throws IllegalArgumentException if a name is unknown, a shape missing, the type another one, or the graph has
     *     loops or branches
     * @throws IllegalStateException if the loss reaches no variable at all (SameDiff then cannot differentiate)
     */
    public static GradientProgram compile(
            SameDiff graph, String loss, List<String> trainables, Map<String, long[]> inputShapes) {
        return fresh(compiler(graph, loss, trainables, inputShapes), loss, inputShapes);
    }

    /** Of what a compiler makes of a loss now. */
    static GradientProgram fresh(Compiler compiler, String loss, Map<String, long[]> inputShapes) {
        return new GradientProgram(compiler, new Lent(compiler.training(loss), Executable::close), loss, inputShapes);
    }

    static Compiler compiler(SameDiff graph, String loss, List<String> trainables, Map<String, long[]> inputShapes) {
        NativeThreads.one();
        if (trainables.isEmpty()) {
            throw new IllegalArgumentException("A training program needs at least one trainable");
        }
        return new Compiler(graph, trainables, inputShapes, loss);
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
        lent.open();
        inputs.load(input, 0, source, width, rows, from, count);
    }

    /**
     * Sets all trainables.
     *
     * @param parameters end to end, as in {@link State#parameters()}
     * @throws IllegalArgumentException if there are more or fewer
     */
    public void parameters(double[] parameters) {
        lent.open();
        this.parameters.set(parameters);
    }

    /**
     * Computes the gradients on the loaded inputs, unclipped.
     *
     * @return the loss
     */
    public double gradients() {
        NativeThreads.one();
        lent.open().run();
        return loss.get(0);
    }

    /** Whether the loss reaches a trainable; else its gradient is zero because there is none. */
    public boolean reaches(String trainable) {
        return reached.contains(trainable);
    }

    /**
     * The gradient of one trainable, row by row, from the last {@link #gradients()}.
     *
     * @throws IllegalArgumentException if there is no such trainable
     */
    public double[] gradient(String trainable) {
        lent.open();
        TrainableRange range = TrainableRange.named(trainables, trainable);
        return gradients.values(range.offset(), range.end());
    }

    /**
     * The gradient of a variable that is computed itself, row by row; empty if the program was not asked for it, or the
     * loss does not reach it.
     */
    public Optional<double[]> gradientOf(String variable) {
        String name = Compiler.gradientOf(variable);
        Executable executable = lent.open();
        return executable.has(name) ? Optional.of(executable.elements(name).toArray()) : Optional.empty();
    }

    /**
     * The value of one trainable, row by row.
     *
     * @throws IllegalArgumentException if there is no such trainable
     */
    public double[] value(String trainable) {
        lent.open();
        TrainableRange range = TrainableRange.named(trainables, trainable);
        return Arrays.copyOfRange(parameters.elements().toArray(), range.offset(), range.end());
    }

    /** The gradients of all trainables, as {@link #gradients()} leaves them. */
    Gradients all() {
        return gradients;
    }

    /** The values of all trainables. */
    Elements values() {
        return parameters.elements();
    }

    void checkOpen() {
        lent.open();
    }

    /** @throws IllegalArgumentException if another program has other trainables, or these in another precision */
    void requireSame(GradientProgram penalty) {
        if (!penalty.trainables.equals(trainables) || penalty.values().getClass() != values().getClass()) {
            throw new IllegalArgumentException("A penalty on %s does not fit a program of %s"
                    .formatted(names(penalty.trainables), names(trainables)));
        }
    }

    private static List<String> names(List<TrainableRange> trainables) {
        return trainables.stream().map(TrainableRange::name).toList();
    }

    @Override
    public void close() {
        lent.close();
    }
}
