package io.weightloom.network.init;

/** How a linear layer {@code [inputs, outputs]} is drawn. */
public enum LayerInitializer {
    /** PyTorch's {@code Linear}: weights and biases uniform in {@code +-1/sqrt(inputs)}. */
    PYTORCH {
        @Override
        public Initializer weights(int inputs, long outputs, double gain) {
            return new Initializer.Uniform(1 / StrictMath.sqrt(inputs));
        }

        @Override
        public Initializer biases(int inputs) {
            return new Initializer.Uniform(1 / StrictMath.sqrt(inputs));
        }
    },
    /** He et al. 2015, "Delving deep into rectifiers", equation 10: variance gain / fan-in, biases zero. */
    FAN_IN {
        @Override
        public Initializer weights(int inputs, long outputs, double gain) {
            return Initializer.Uniform.ofVariance(gain / inputs);
        }

        @Override
        public Initializer biases(int inputs) {
            return new Initializer.Zero();
        }
    },
    /** He et al. 2015, equation 14: variance gain / fan-out, biases zero. */
    FAN_OUT {
        @Override
        public Initializer weights(int inputs, long outputs, double gain) {
            return Initializer.Uniform.ofVariance(gain / outputs);
        }

        @Override
        public Initializer biases(int inputs) {
            return new Initializer.Zero();
        }
    };

    /**
     * The weights.
     *
     * @param gain 2 before a ReLU, else 1
     */
    public abstract Initializer weights(int inputs, long outputs, double gain);

    public abstract Initializer biases(int inputs);
}
