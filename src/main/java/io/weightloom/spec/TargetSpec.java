package io.weightloom.spec;

import io.weightloom.spec.fault.Misfit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The network whose weights are generated. */
public sealed interface TargetSpec permits TargetSpec.Layered, TargetSpec.Conv, TargetSpec.Residual, RecurrentSpec {

    /** Width of the widest hidden layer; 0 if there is none. */
    int widest();

    /**
     * The same network with other hidden layers: the widest as wide as this, the others in proportion.
     *
     * @param widest at least 1
     */
    TargetSpec scaled(int widest);

    /**
     * The same network where nothing generates its weights: what only says which of them are generated has one value,
     * so that networks that differ in nothing else are one.
     */
    default TargetSpec ofItsOwnWeights() {
        return this;
    }

    /** The same network once it is trained: what training alone does to it is left out. */
    default TargetSpec trained() {
        return this;
    }

    /**
     * Whether it computes means and variances over examples, of each task by itself if tasks have their own weights.
     */
    default boolean needsStatistics() {
        return false;
    }

    /** Where an example goes in. */
    TargetEnd input();

    /** Where a prediction comes out. */
    TargetEnd output();

    /** What the settings are not to each other. */
    default List<Misfit> misfits() {
        return List.of();
    }

    /** A network of one layer behind the other, each of all numbers of the one before. */
    sealed interface Layered extends TargetSpec {

        /** Widths from input to output. */
        List<Integer> layers();

        @Override
        default int widest() {
            return Widths.widest(hidden(layers()));
        }

        @Override
        default TargetEnd input() {
            return new TargetEnd(Keys.LAYERS, "begin with", layers().get(0), layers());
        }

        @Override
        default TargetEnd output() {
            return last(Keys.LAYERS, layers());
        }
    }

    /**
     * A multi-layer perceptron.
     *
     * @param layers widths from input to output, at least two, each at least 1
     * @param activation between layers; none after the last
     */
    record Mlp(List<Integer> layers, Activation activation) implements Layered {

        /** Copies the list. A network without a hidden layer has nothing to activate, and one word for it. */
        public Mlp {
            layers = List.copyOf(layers);
            activation = layers.size() == 2 ? Activation.RELU : activation;
        }

        @Override
        public Mlp scaled(int widest) {
            return new Mlp(scaledHidden(layers, widest), activation);
        }
    }

    /**
     * Sine layers {@code sin(omega (W x + b))}, the last one linear: a signal as a function of its coordinates
     * (Sitzmann, Martel, Bergman, Lindell, Wetzstein 2020, arXiv 2006.09661).
     *
     * @param layers widths from input to output, at least two, each at least 1
     * @param omega how many times faster each sine layer makes its input, above 0
     */
    record Siren(List<Integer> layers, double omega) implements Layered {

        /** Copies the list. */
        public Siren {
            layers = List.copyOf(layers);
        }

        @Override
        public Siren scaled(int widest) {
            return new Siren(scaledHidden(layers, widest), omega);
        }
    }

    /**
     * Convolutions that keep height and width (zeros around the picture), each followed by an activation and perhaps by
     * pooling; then dense layers.
     *
     * @param picture channels, height and width of an example, whose numbers come in this order
     * @param convolutions from input to output, perhaps none
     * @param pool height and width of the squares that pooling makes one number of; 1 for no pooling
     * @param pooling how
     * @param dense widths of the dense layers, at least one, each at least 1
     * @param activation between layers; none after the last
     */
    record Conv(
            List<Integer> picture,
            List<Convolution> convolutions,
            int pool,
            Pooling pooling,
            List<Integer> dense,
            Activation activation)
            implements TargetSpec {

        /** Copies the lists. Where nothing is pooled, there is one word for how. */
        public Conv {
            picture = List.copyOf(picture);
            convolutions = List.copyOf(convolutions);
            dense = List.copyOf(dense);
            pooling = pool == 1 ? Pooling.MAX : pooling;
        }

        @Override
        public int widest() {
            return Math.max(Widths.widest(channels()), Widths.widest(hiddenDense()));
        }

        @Override
        public Conv scaled(int widest) {
            List<Integer> channels = Widths.scaled(channels(), widest(), widest);
            List<Convolution> scaled = new ArrayList<>();
            for (int i = 0; i < channels.size(); i++) {
                Convolution convolution = convolutions.get(i);
                scaled.add(new Convolution(convolution.height(), convolution.width(), channels.get(i)));
            }
            List<Integer> scaledDense = new ArrayList<>(Widths.scaled(hiddenDense(), widest(), widest));
            scaledDense.add(dense.get(dense.size() - 1));
            return new Conv(picture, scaled, pool, pooling, scaledDense, activation);
        }

        private List<Integer> channels() {
            return convolutions.stream().map(Convolution::channels).toList();
        }

        private List<Integer> hiddenDense() {
            return dense.subList(0, dense.size() - 1);
        }

        @Override
        public TargetEnd output() {
            return last(Keys.DENSE, dense);
        }

        @Override
        public TargetEnd input() {
            return numbersOf(picture);
        }

        @Override
        public List<Misfit> misfits() {
            int height = picture.get(1);
            int width = picture.get(2);
            for (int i = 1; i <= convolutions.size(); i++) {
                if (height % pool != 0 || width % pool != 0) {
                    return List.of(Misfit.of(
                            Keys.TARGET,
                            Keys.POOL,
                            "must divide %s and %s, height and width behind convolution %s, but is %s"
                                    .formatted(height, width, i, pool)));
                }
                height /= pool;
                width /= pool;
            }
            return List.of();
        }
    }

    /**
     * One convolution.
     *
     * @param height of its kernel, in [1, 1000]
     * @param width of its kernel, in [1, 1000]
     * @param channels that it makes, in [1, 100000]
     */
    record Convolution(int height, int width, int channels) {

        private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,2})x([1-9]\\d{0,2})x([1-9]\\d{0,4})");

        /**
         * The convolution of a text such as {@code 7x7x16}.
         *
         * @throws IllegalArgumentException if it is none
         */
        public static Convolution of(String text) {
            Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
            if (!matcher.matches()) {
                throw new IllegalArgumentException("No convolution: " + text);
            }
            return new Convolution(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)));
        }

        @Override
        public String toString() {
            return height + "x" + width + "x" + channels;
        }
    }

    /**
     * A wide residual network (Zagoruyko, Komodakis 2016, arXiv 1605.07146): a first convolution; stages of blocks,
     * each of two 3x3 convolutions beside a shortcut, with norm and activation in front; the mean over all pixels; one
     * dense layer. Each stage but the first halves height and width (rounded up).
     *
     * @param picture channels, height and width of an example, whose numbers come in this order
     * @param widths channels of the first convolution and of each stage, at least two, each at least 1
     * @param blocks of each stage, at least 1
     * @param norm in front of the activations
     * @param outputs of the dense layer, at least 1
     * @param activation of the blocks
     */
    record Residual(
            List<Integer> picture, List<Integer> widths, int blocks, BatchNorm norm, int outputs, Activation activation)
            implements TargetSpec {

        /** Copies the lists. */
        public Residual {
            picture = List.copyOf(picture);
            widths = List.copyOf(widths);
        }

        @Override
        public int widest() {
            return Widths.widest(widths);
        }

        @Override
        public Residual scaled(int widest) {
            List<Integer> scaled = Widths.scaled(widths, widest(), widest);
            return new Residual(picture, scaled, blocks, norm, outputs, activation);
        }

        @Override
        public boolean needsStatistics() {
            return norm != BatchNorm.NONE;
        }

        @Override
        public Residual ofItsOwnWeights() {
            return new Residual(picture, widths, blocks, norm.ofItsOwnWeights(), outputs, activation);
        }

        @Override
        public TargetEnd input() {
            return numbersOf(picture);
        }

        @Override
        public TargetEnd output() {
            return new TargetEnd(Keys.OUTPUTS, "be", outputs, outputs);
        }
    }

    /**
     * Whether feature maps are normalised by mean and variance of each channel over the batch (of each condition by
     * itself), and whose the scales and shifts behind that are.
     */
    enum BatchNorm {
        /** Trained directly, one for all conditions. */
        SHARED,
        /** Generated like all weights of the target. */
        PER_CONDITION,
        /** Not normalised; convolutions have biases instead. */
        NONE;

        BatchNorm ofItsOwnWeights() {
            return this == SHARED ? PER_CONDITION : this;
        }
    }

    /** What pooling makes of a square of numbers. */
    enum Pooling {
        MAX,
        AVERAGE
    }

    private static List<Integer> hidden(List<Integer> layers) {
        return layers.subList(1, layers.size() - 1);
    }

    /** Layers from input to output, the hidden ones scaled so that the widest is as wide as told. */
    private static List<Integer> scaledHidden(List<Integer> layers, int widest) {
        List<Integer> scaled = new ArrayList<>();
        scaled.add(layers.get(0));
        scaled.addAll(Widths.scaled(hidden(layers), Widths.widest(hidden(layers)), widest));
        scaled.add(layers.get(layers.size() - 1));
        return scaled;
    }

    private static TargetEnd last(String key, List<Integer> widths) {
        return new TargetEnd(key, "end with", widths.get(widths.size() - 1), widths);
    }

    private static TargetEnd numbersOf(List<Integer> picture) {
        long numbers = picture.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
        return new TargetEnd(Keys.INPUT, "multiply to", numbers, picture);
    }
}
