package io.weightloom.spec;

import io.weightloom.spec.GeneratorSpec.Size;
import java.util.List;
import java.util.OptionalInt;

/**
 * A hypernetwork: condition and generator.
 *
 * @param generator what maps the condition to target weights
 * @param condition the generator's input
 * @param hidden widths of the generator's hidden layers, each at least 1; empty for a linear generator
 * @param activation between the generator's layers
 * @param init how the generator's weights are drawn
 * @param norm of the generator's hidden layers
 * @param shared target tensors that are trained directly: their names, or words for several of them
 * @param residual what is added to the generated weights
 * @param bits of each number that is trained: 32, 16 or 8; what is rounded is what counts
 */
public record HypernetSpec(
        GeneratorSpec generator,
        ConditionSpec condition,
        List<Integer> hidden,
        Activation activation,
        Initialisation init,
        Norm norm,
        List<String> shared,
        ResidualWeights residual,
        int bits)
        implements WeightsSpec {

    /**
     * Copies the lists. What cannot matter has one value, so that trials that differ in nothing else are one: without
     * hidden layers there is nothing to activate, and nothing that is drawn in another way than heads are. A recurrent
     * condition has no hidden layers behind it, and first values of its own.
     */
    public HypernetSpec {
        hidden = condition instanceof ConditionSpec.Recurrent ? List.of() : List.copyOf(hidden);
        shared = List.copyOf(shared);
        init = condition instanceof ConditionSpec.Recurrent ? Initialisation.DEFAULT : init;
        if (hidden.isEmpty()) {
            activation = Activation.RELU;
            init = init == Initialisation.DEFAULT_HEADS ? Initialisation.DEFAULT : init;
        }
    }

    /** The same hypernetwork with another condition. */
    public HypernetSpec with(ConditionSpec other) {
        return new HypernetSpec(generator, other, hidden, activation, init, norm, shared, residual, bits);
    }

    /** The same hypernetwork drawn in another way. */
    public HypernetSpec with(Initialisation other) {
        return new HypernetSpec(generator, condition, hidden, activation, other, norm, shared, residual, bits);
    }

    /** A hypernetwork in single precision. */
    public HypernetSpec(
            GeneratorSpec generator,
            ConditionSpec condition,
            List<Integer> hidden,
            Activation activation,
            Initialisation init,
            Norm norm,
            List<String> shared,
            ResidualWeights residual) {
        this(generator, condition, hidden, activation, init, norm, shared, residual, Float.SIZE);
    }

    /** A hypernetwork that generates all target weights, without normalisation and residual. */
    public HypernetSpec(
            GeneratorSpec generator,
            ConditionSpec condition,
            List<Integer> hidden,
            Activation activation,
            Initialisation init) {
        this(generator, condition, hidden, activation, init, Norm.NONE, List.of(), ResidualWeights.NONE);
    }

    /** Whether it makes what is added to the network that the user has. */
    public boolean adapts() {
        return residual == ResidualWeights.GIVEN;
    }

    /**
     * No generator, and so a control: what is added to the network that the user has is each task's own.
     *
     * @param numbers of a task, at least 1
     * @param tasks of the data; of one, z is trained as that of any network
     */
    public static HypernetSpec own(GeneratorSpec.Own own, int numbers, int tasks) {
        return new HypernetSpec(
                own,
                tasks == 1 ? new ConditionSpec.Learned(numbers) : new ConditionSpec.PerTask(numbers, tasks),
                List.of(),
                Activation.RELU,
                Initialisation.DEFAULT,
                Norm.NONE,
                List.of(),
                ResidualWeights.GIVEN);
    }

    /** Whether nothing is generated. */
    public boolean isOwn() {
        return generator instanceof GeneratorSpec.Own;
    }

    /** What decides how many numbers are trained. */
    public Size size() {
        return generator.size();
    }

    /** Its plain value: a number, or the widths of all hidden layers. */
    public Object sizeSetting() {
        OptionalInt own = generator.ownSize();
        if (own.isPresent()) {
            return (long) own.getAsInt();
        }
        return hidden.stream().map(Integer::longValue).toList();
    }

    /**
     * The same of another size; of hidden layers the widest gets it, and the others keep their proportion to that.
     *
     * @param size at least 1
     */
    public HypernetSpec sized(int size) {
        List<Integer> widths = size() == Size.HIDDEN ? Widths.scaled(hidden, Widths.widest(hidden), size) : hidden;
        return new HypernetSpec(
                generator.sized(size), condition, widths, activation, init, norm, shared, residual, bits);
    }

    /** What is added to generated weights. */
    public enum ResidualWeights {
        NONE,
        /** As many weights that are trained directly. */
        THETA0,
        /** The weights of the network that the user has, which stay as they are. */
        GIVEN
    }

    /** How the layers of a generator's trunk are normalised. */
    public enum Norm {
        NONE,
        /** Before its activation, a layer has mean 0 and variance 1 over its units (Ba, Kiros, Hinton 2016). */
        LAYER,
        /** A layer's matrix is divided by its largest singular value (Miyato et al. 2018). */
        SPECTRAL
    }
}
