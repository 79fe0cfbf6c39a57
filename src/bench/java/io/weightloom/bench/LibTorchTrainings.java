package io.weightloom.bench;

import java.util.SplittableRandom;

/**
 * A process that does in LibTorch what the trials of {@code sweep.yml} do after their verification, without their
 * evaluations: for each, epochs over the examples, shuffled anew and batch by batch. Prints a line at the end.
 *
 * <p>Arguments: trainings, epochs, examples.
 */
public final class LibTorchTrainings {

    private LibTorchTrainings() {}

    public static void main(String[] args) {
        int trainings = Integer.parseInt(args[0]);
        int epochs = Integer.parseInt(args[1]);
        int examples = Integer.parseInt(args[2]);
        for (int training = 0; training < trainings; training++) {
            SplittableRandom random = new SplittableRandom(training);
            float[] x = new float[examples * Cell.S.inputs()];
            long[] labels = new long[examples];
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) (2 * random.nextDouble() - 1);
            }
            for (int i = 0; i < examples; i++) {
                labels[i] = x[2 * i] > x[2 * i + 1] ? 1 : 0;
            }
            try (LibTorchEngine engine = new LibTorchEngine(Cell.S, x, labels, true)) {
                for (int epoch = 0; epoch < epochs; epoch++) {
                    engine.epoch(shuffled(examples, random));
                }
            }
        }
        System.out.println("done");
    }

    private static long[] shuffled(int size, SplittableRandom random) {
        long[] order = new long[size];
        for (int i = 0; i < size; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
