package io.weightloom.verification;

import io.weightloom.spec.Initialisation;
import java.util.Arrays;
import java.util.List;

/**
 * How a network starts with one initialisation, as means over draws from several seeds.
 *
 * @param init the initialisation
 * @param loss before any training
 * @param layers from input to output
 */
public record MeasuredStart(Initialisation init, Mean loss, List<Layer> layers) {

    /** Share of what is wanted by which a mean may miss it. */
    public static final double BAND = 0.2;

    /** Copies the list. */
    public MeasuredStart {
        layers = List.copyOf(layers);
    }

    /** Whether all layers start as they should. */
    public boolean fits() {
        return layers.stream().allMatch(layer -> layer.varianceFits() && layer.powerFits());
    }

    /**
     * A mean over draws.
     *
     * @param value the mean
     * @param error its standard error; NaN of a single draw
     */
    public record Mean(double value, double error) {

        static Mean of(double[] draws) {
            double mean = Arrays.stream(draws).sum() / draws.length;
            double squares = Arrays.stream(draws)
                    .map(draw -> (draw - mean) * (draw - mean))
                    .sum();
            return new Mean(mean, Math.sqrt(squares / (draws.length - 1) / draws.length));
        }

        /**
         * Whether it is no further off than {@link #BAND}. Two standard errors are allowed for; they grow with what is
         * drawn, so those of a mean that is too large are taken as they would be if it were not.
         */
        boolean isNear(double wanted) {
            double scatter = Double.isNaN(error) ? 0 : error * Math.min(1, wanted / value);
            return Math.abs(value - wanted) <= BAND * wanted + 2 * scatter;
        }
    }

    /**
     * One layer. Its biases add to its pre-activations what weights of the variance {@code Var(b) / fan-in} would, so
     * that both together make {@code variance = Var(w) + Var(b) / fan-in}, and {@code c / fan-in} is wanted of it.
     *
     * @param weight name of the slot of its weights
     * @param variance of weights and biases together
     * @param biasShare of it, in [0, 1]
     * @param wantedVariance {@code c / fan-in}, with {@code c = 2} before a ReLU, else 1
     * @param power second moment of the pre-activations
     * @param wantedPower {@code c}; NaN behind activations of which nothing general can be said
     */
    public record Layer(
            String weight, Mean variance, double biasShare, double wantedVariance, Mean power, double wantedPower) {

        /** Whether the variance is within the band. */
        public boolean varianceFits() {
            return variance.isNear(wantedVariance);
        }

        /** Whether the pre-activations are within the band, as far as anything is wanted of them. */
        public boolean powerFits() {
            return Double.isNaN(wantedPower) || power.isNear(wantedPower);
        }
    }
}
