package io.weightloom.training;

import io.weightloom.network.Names;
import io.weightloom.network.Network;
import io.weightloom.program.InferenceProgram;
import io.weightloom.spec.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Samples a trained generator around its z. Not thread-safe. */
final class Probing {

    private static final int SAMPLES = 32;

    /** Most weights that the effective rank is computed from, evenly spaced: all samples together take 17 MB. */
    private static final int MOST_WEIGHTS = 65_536;

    private Probing() {}

    /**
     * Looks at a generator; empty if its z is not its own, but comes with the tasks or is drawn at each step.
     *
     * @param network with a flat vector
     * @param parameters its trained parameters, end to end
     * @param seed of the trial
     */
    static Optional<Probes> of(Network network, double[] parameters, long seed) {
        SDVariable own = network.graph().getVariable(Names.Z);
        if (network.ofTasks() || own == null || own.getVariableType() == VariableType.PLACEHOLDER) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>(network.trainableNames());
        double[] all = parameters;
        if (!names.contains(Names.Z)) { // a fixed z is a constant of the graph
            names.add(Names.Z);
            double[] z = numbers(own.getArr());
            all = Arrays.copyOf(parameters, parameters.length + z.length);
            System.arraycopy(z, 0, all, parameters.length, z.length);
        }
        int offset = 0;
        for (String name : names.subList(0, names.indexOf(Names.Z))) {
            offset += length(network, name);
        }
        try (InferenceProgram program =
                InferenceProgram.compile(network.graph(), names, List.of(Names.FLAT), Map.of())) {
            return Optional.of(
                    probes(program, all, offset, length(network, Names.Z), RandomStream.PROBES.generator(seed, 0)));
        }
    }

    private static Probes probes(
            InferenceProgram program, double[] parameters, int offset, int length, SplittableRandom random) {
        double[] z = Arrays.copyOfRange(parameters, offset, offset + length);
        double scale = Math.sqrt(squares(z) / length);
        double[] first = flat(program, parameters);
        double[] sum = new double[first.length];
        double moved = 0;
        double power = 0;
        double[][] rows = new double[SAMPLES][];
        for (int sample = 0; sample < SAMPLES; sample++) {
            for (int i = 0; i < length; i++) {
                parameters[offset + i] = z[i] + scale * RandomStream.gaussian(random);
            }
            double[] flat = flat(program, parameters);
            power += squares(flat) / SAMPLES;
            for (int i = 0; i < flat.length; i++) {
                sum[i] += flat[i];
                moved += (flat[i] - first[i]) * (flat[i] - first[i]);
            }
            rows[sample] = spaced(flat);
        }
        double movement = moved == 0 ? 0 : Math.sqrt(moved / SAMPLES / squares(first));
        double constant = power == 0 ? 1 : squares(sum) / SAMPLES / SAMPLES / power;
        return new Probes(movement, Math.min(1, constant), moved == 0 ? 0 : effectiveRank(rows), SAMPLES);
    }

    private static double[] flat(InferenceProgram program, double[] parameters) {
        program.parameters(parameters);
        program.run();
        return program.values(Names.FLAT);
    }

    private static double[] spaced(double[] flat) {
        int step = (flat.length + MOST_WEIGHTS - 1) / MOST_WEIGHTS;
        double[] some = new double[(flat.length + step - 1) / step];
        Arrays.setAll(some, i -> flat[i * step]);
        return some;
    }

    /**
     * The squares of the singular values sum up to the trace of the rows' products, their fourth powers to its square.
     */
    private static double effectiveRank(double[][] rows) {
        for (int i = 0; i < rows[0].length; i++) {
            double mean = 0;
            for (double[] row : rows) {
                mean += row[i] / rows.length;
            }
            for (double[] row : rows) {
                row[i] -= mean;
            }
        }
        double trace = 0;
        double fourth = 0;
        for (double[] a : rows) {
            trace += squares(a);
            for (double[] b : rows) {
                double product = 0;
                for (int i = 0; i < a.length; i++) {
                    product += a[i] * b[i];
                }
                fourth += product * product;
            }
        }
        return fourth == 0 ? 0 : trace * trace / fourth;
    }

    private static double squares(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }

    private static int length(Network network, String name) {
        return Math.toIntExact(network.graph().getVariable(name).getArr().length());
    }

    private static double[] numbers(INDArray array) {
        try (INDArray rows = array.dup('c')) {
            return rows.data().asDouble();
        }
    }
}
