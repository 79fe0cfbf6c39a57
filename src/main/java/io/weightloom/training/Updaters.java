package io.weightloom.training;

import io.weightloom.program.update.Updater;
import io.weightloom.spec.OptimizerSpec;
import io.weightloom.spec.TrainingSpec;

/** The program's updater for a spec's optimiser. */
final class Updaters {

    private Updaters() {}

    static Updater of(TrainingSpec training) {
        OptimizerSpec optimizer = training.optimizer();
        double clip = training.clipNorm();
        if (optimizer instanceof OptimizerSpec.Sgd sgd) {
            return new Updater.Sgd(sgd.momentum(), sgd.weightDecay(), clip);
        }
        if (optimizer instanceof OptimizerSpec.Adam adam) {
            return new Updater.Adam(adam.beta1(), adam.beta2(), adam.epsilon(), adam.weightDecay(), clip);
        }
        if (optimizer instanceof OptimizerSpec.AdamW adam) {
            return new Updater.AdamW(adam.beta1(), adam.beta2(), adam.epsilon(), adam.weightDecay(), clip);
        }
        throw new IllegalStateException("No updater for " + optimizer);
    }
}
