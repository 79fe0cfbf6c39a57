package io.weightloom.training;

import io.weightloom.data.TaskMatrix;
import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import io.weightloom.program.InferenceProgram;
import io.weightloom.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Looks at what a trained generator makes of several z. */
final class Probing {

    private static final int SAMPLES = 32;

    /** Most weights that the effective rank is computed from, evenly spaced: all samples together take 17 MB. */
    private static final int MOST_WEIGHTS = 65_536;

    private Probing() {}

    /**
     * Looks at a generator; empty if it has no z.
     *
     * @param network with a flat vector
     * @param parameters its trained parameters, end to end
     * @param seed of the trial
     * @param matrix what the condition knows each task by, if each task has a z
     * @param noise what the condition draws, if it does
     */
    static Optional<Probes> of(
            Network network, double[] parameters, long seed, Optional<TaskMatrix> matrix, Optional<Noise> noise) {
        if (network.ofTasks()) {
            return matrix.map(known -> ofTasks(network, parameters, known));
        }
        if (noise.isPresent()) {
            return Optional.of(ofNoise(network, parameters, noise.get()));
        }
        SDVariable own = network.graph().getVariable(Names.Z);
        return own == null
                ? Optional.empty()
                : Optional.of(aroundZ(network, parameters, own, RandomStream.PROBES.generator(seed, 0)));
    }

    private static Probes ofTasks(Network network, double[] parameters, TaskMatrix matrix) {
        int count = Math.min(SAMPLES, matrix.tasks());
        return ofSamples(network, parameters, Names.TASK, count, (sample, program) -> {
            int task = Math.toIntExact((long) sample * matrix.tasks() / count);
            program.load(Names.TASK, matrix.values(), matrix.width(), new int[] {task}, 0, 1);
        });
    }

    /** Of the draws that evaluations average over, but of two if that is one. */
    private static Probes ofNoise(Network network, double[] parameters, Noise noise) {
        int count = Math.max(2, Math.min(SAMPLES, noise.samples()));
        return ofSamples(
                network,
                parameters,
                Names.Z,
                count,
                (sample, program) -> noise.sample(
                        sample, (z, width, rows, from, all) -> program.load(Names.Z, z, width, rows, from, all)));
    }

    /** Has a program read the condition of a sample. */
    private interface Loading {
        void load(int sample, InferenceProgram program);
    }

    /** @param input the placeholder where the condition comes from */
    private static Probes ofSamples(Network network, double[] parameters, String input, int count, Loading loading) {
        Map<String, long[]> inputs = Map.of(input, network.shapes(1, 1).get(input));
        try (InferenceProgram program = network.home()
                .programs()
                .inference(network.graph(), network.trainableNames(), List.of(Names.FLAT), inputs)) {
            program.parameters(parameters);
            Cloud cloud = null;
            for (int sample = 0; sample < count; sample++) {
                loading.load(sample, program);
                program.run();
                double[] flat = program.values(Names.FLAT);
                if (cloud == null) {
                    cloud = new Cloud(flat, residual(network, parameters));
                }
                cloud.add(flat);
            }
            return Objects.requireNonNull(cloud).probes(cloud.betweenSamples());
        }
    }

    private static Probes aroundZ(Network network, double[] parameters, SDVariable own, SplittableRandom random) {
        List<String> names = new ArrayList<>(network.trainableNames());
        double[] all = parameters.clone();
        if (!names.contains(Names.Z)) { // a fixed z is a constant of the graph
            names.add(Names.Z);
            double[] z = numbers(own.getArr());
            all = Arrays.copyOf(parameters, parameters.length + z.length);
            System.arraycopy(z, 0, all, parameters.length, z.length);
        }
        int offset = offset(network, names, Names.Z);
        int length = length(network, Names.Z);
        double[] z = Arrays.copyOfRange(all, offset, offset + length);
        double scale = Math.sqrt(squares(z) / length);
        try (InferenceProgram program =
                network.home().programs().inference(network.graph(), names, List.of(Names.FLAT), Map.of())) {
            Cloud cloud = new Cloud(flat(program, all), residual(network, parameters));
            for (int sample = 0; sample < SAMPLES; sample++) {
                for (int i = 0; i < length; i++) {
                    all[offset + i] = z[i] + scale * RandomStream.gaussian(random);
                }
                cloud.add(flat(program, all));
            }
            return cloud.probes(cloud.fromFirst());
        }
    }

    /** What is added to generated weights, if anything is. */
    private static Optional<Residual> residual(Network network, double[] parameters) {
        List<String> names = network.trainableNames();
        if (!names.contains(Names.THETA0)) {
            return Optional.empty();
        }
        int offset = offset(network, names, Names.THETA0);
        int[] places = generated(network).toArray();
        return Optional.of(new Residual(
                Arrays.copyOfRange(parameters, offset, offset + length(network, Names.THETA0)), places));
    }

    /** Where generated weights lie among all; the others are trained directly, beside theta0. */
    private static IntStream generated(Network network) {
        List<String> names = network.trainableNames();
        return network.layout().slots().stream()
                .filter(slot -> !names.contains(Names.shared(slot.name())))
                .flatMapToInt(slot -> IntStream.range((int) slot.offset(), (int) slot.end()));
    }

    /**
     * What is added to generated weights.
     *
     * @param theta0 the numbers
     * @param places of the weights that they are added to
     */
    private record Residual(double[] theta0, int[] places) {

        double squares() {
            return Probing.squares(theta0);
        }

        /** Squared norm of what the generator makes beside it. */
        double beside(double[] theta) {
            double sum = 0;
            for (int i = 0; i < places.length; i++) {
                double made = theta[places[i]] - theta0[i];
                sum += made * made;
            }
            return sum;
        }
    }

    /** Sets of target weights. */
    private static final class Cloud {

        private final double[] first;
        private final Optional<Residual> residual;
        private final double[] drift; // sum of theta - first
        private final List<double[]> rows = new ArrayList<>();
        private double moved; // sum of |theta - first|^2
        private double power; // sum of |theta|^2
        private double added; // sum of |theta - theta0|^2

        private Cloud(double[] first, Optional<Residual> residual) {
            this.first = first;
            this.residual = residual;
            this.drift = new double[first.length];
        }

        private void add(double[] theta) {
            for (int i = 0; i < theta.length; i++) {
                double step = theta[i] - first[i];
                drift[i] += step;
                moved += step * step;
            }
            power += squares(theta);
            added += residual.map(own -> own.beside(theta)).orElse(0.0);
            rows.add(spaced(theta));
        }

        /** Root mean square distance from the first set, by the size of that one. */
        private double fromFirst() {
            return moved == 0 ? 0 : Math.sqrt(moved / rows.size() / squares(first));
        }

        /** Root mean square distance of two different sets, by the root mean square size. */
        private double betweenSamples() {
            int n = rows.size();
            double variance = Math.max(0, moved / n - squares(drift) / n / n);
            return moved == 0 ? 0 : Math.sqrt(2 * n / (n - 1.0) * variance / (power / n));
        }

        private Probes probes(double movement) {
            int n = rows.size();
            double[] mean = new double[first.length];
            Arrays.setAll(mean, i -> first[i] + drift[i] / n);
            double constant = power == 0 ? 1 : Math.min(1, squares(mean) / (power / n));
            return new Probes(
                    movement,
                    constant,
                    moved == 0 ? 0 : effectiveRank(rows.toArray(double[][]::new)),
                    n,
                    residual.map(own -> share(own.squares(), added / n)));
        }

        private static double share(double residual, double generated) {
            return residual == 0 ? 0 : residual / (residual + generated);
        }
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

    /** Where a parameter begins among others that lie end to end. */
    private static int offset(Network network, List<String> names, String name) {
        int offset = 0;
        for (String before : names.subList(0, names.indexOf(name))) {
            offset += length(network, before);
        }
        return offset;
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
