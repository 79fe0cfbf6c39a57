package io.weightloom.network.init;

/** How a linear layer {@code [inputs, outputs]} is drawn. */
public enum LayerDraw {
    /** PyTorch's {@code Linear}: weights and biases uniform in {@code +-1/sqrt(inputs)}. */
    PYTORCH {
        @Override
        public Draw weights(int inputs, long outputs, double gain) {
            return new Draw.Uniform(1 / StrictMath.sqrt(inputs));
        }

        @Override
        public Draw biases(int inputs) {
            return new Draw.Uniform(1 / StrictMath.sqrt(inputs));
        }
    },
    /** He et al. 2015, "Delving deep into rectifiers", equation 10: variance gain / fan-in, biases zero. */
    FAN_IN {
        @Override
        public Draw weights(int inputs, long outputs, double gain) {
            return Draw.Uniform.ofVariance(gain / inputs);
        }

        @Override
        public Draw biases(int inputs) {
            return new Draw.Zero();
        }
    },
    /** He et al. 2015, equation 14: variance gain / fan-out, biases zero. */
    FAN_OUT {
        @Override
        public Draw weights(int inputs, long outputs, double gain) {
            return Draw.Uniform.ofVariance(gain / outputs);
        }

        @Override
        public Draw biases(int inputs) {
            return new Draw.Zero();
        }
    };

    /**
     * The weights.
     *
     * @param gain 2 before a ReLU, else 1
     */
    public abstract Draw weights(int inputs, long outputs, double gain);

    public abstract Draw biases(int inputs);
}
