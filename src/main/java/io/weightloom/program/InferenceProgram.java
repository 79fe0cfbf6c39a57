package io.weightloom.program;

import io.weightloom.program.compile.Compiler;
import io.weightloom.program.compile.Executable;
import io.weightloom.program.kernel.Elements;
import io.weightloom.program.natives.NativeThreads;
import io.weightloom.program.update.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The forward part of a SameDiff graph, compiled into a fixed list of kernels over arrays that were made once.
 *
 * <p>Not thread-safe, but independent of other programs. Close it: it owns native memory. The graph is only read, and
 * may be closed afterwards; the trainables' values in it are the first parameters, all other variables count as
 * constants.
 */
public final class InferenceProgram implements AutoCloseable {

    private final Lent lent;
    private final Inputs inputs;
    private final Parameters parameters;
    private final Map<String, Elements> outputs = new HashMap<>();

    /** Of what the compiler has made, at the trainables' values that it knows. */
    InferenceProgram(Compiler compiler, Lent lent, List<String> outputs, Map<String, long[]> inputShapes) {
        double[] values = compiler.parameters();
        this.lent = lent;
        Executable executable = lent.open();
        this.inputs = new Inputs(executable, inputShapes);
        this.parameters = new Parameters(executable.elements(Compiler.PARAMETERS));
        outputs.forEach(output -> this.outputs.put(output, executable.elements(output)));
        parameters.set(values);
    }

    /**
     * Compiles the part of the graph that the outputs need.
     *
     * @param graph of one floating-point type throughout, FLOAT or DOUBLE
     * @param trainables names of the variables that {@link #parameters} sets, in order; may be empty
     * @param outputs names of the variables to read, at least one
     * @param inputShapes the shape of each placeholder that the outputs need, the batch included; other variables may
     *     be among them, and are then inputs too: they are loaded, and what would compute them is left out
     * @throws IllegalArgumentException if a name is unknown, a shape missing, the type another one, or the graph has
     *     loops or branches
     */
    public static InferenceProgram compile(
            SameDiff graph, List<String> trainables, List<String> outputs, Map<String, long[]> inputShapes) {
        Compiler compiler = compiler(graph, trainables, outputs, inputShapes);
        return new InferenceProgram(
                compiler, new Lent(compiler.inference(outputs), Executable::close), outputs, inputShapes);
    }

    static Compiler compiler(
            SameDiff graph, List<String> trainables, List<String> outputs, Map<String, long[]> inputShapes) {
        NativeThreads.one();
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException("An inference program needs at least one output");
        }
        return new Compiler(graph, trainables, inputShapes, outputs.get(0));
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
     * Sets one trainable number.
     *
     * @param index in [0, number of parameters), as in {@link State#parameters()}
     */
    public void parameter(int index, double value) {
        lent.open();
        parameters.elements().put(index, value);
    }

    /**
     * Sets trainable numbers that lie side by side.
     *
     * @param index of the first of them, as in {@link State#parameters()}
     * @throws IndexOutOfBoundsException if there are not so many
     */
    public void parameters(int index, double[] values) {
        lent.open();
        parameters.elements().put(index, values);
    }

    /** Names of the inputs that it reads; those of the shapes that the outputs do not need are not among them. */
    public Set<String> inputs() {
        return inputs.names();
    }

    /**
     * Fills the first rows of an input with rows gathered from a table; those behind keep what they held, so an odd
     * last batch needs no program of its own.
     *
     * @param input name of a placeholder {@code [batch, width]}, or {@code [tasks, batch, width]}
     * @param source row-major {@code [rows, width]}
     * @param width elements of one row
     * @param rows numbers of rows in {@code source}
     * @param from first position in {@code rows}
     * @param count rows to gather, in [1, batch], or [1, tasks * batch]
     * @throws IllegalArgumentException if there is no such input, or width or count do not fit it
     */
    public void load(String input, float[] source, int width, int[] rows, int from, int count) {
        lent.open();
        inputs.load(input, 1, source, width, rows, from, count);
    }

    /** Computes the outputs from the loaded inputs and the parameters. */
    public void run() {
        NativeThreads.one();
        lent.open().run();
    }

    /**
     * Reads the beginning of an output of the last {@link #run()}, row by row.
     *
     * @param into filled whole, at most as long as the output
     * @throws IllegalArgumentException if there is no such output or it is shorter
     */
    public void read(String output, float[] into) {
        Elements elements = output(output);
        if (into.length > elements.size()) {
            throw new IllegalArgumentException(
                    "Output '%s' has %s elements, not %s".formatted(output, elements.size(), into.length));
        }
        for (int i = 0; i < into.length; i++) {
            into[i] = (float) elements.get(i);
        }
    }

    /**
     * An output of the last {@link #run()}, whole, row-major, in the program's precision.
     *
     * @throws IllegalArgumentException if there is no such output
     */
    public double[] values(String output) {
        return output(output).toArray();
    }

    /**
     * The shape of an output.
     *
     * @throws IllegalArgumentException if there is no such output
     */
    public long[] shape(String output) {
        output(output);
        return lent.open().shape(output);
    }

    /** Bytes of native memory that its values take: all inputs, parameters and what is computed of them. */
    public long bytes() {
        return lent.open().bytes();
    }

    private Elements output(String name) {
        lent.open();
        Elements elements = outputs.get(name);
        if (elements == null) {
            throw new IllegalArgumentException("No output '" + name + "' in " + outputs.keySet());
        }
        return elements;
    }

    @Override
    public void close() {
        lent.close();
    }
}
