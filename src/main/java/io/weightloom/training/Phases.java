package io.weightloom.training;

import io.weightloom.network.Network;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/** The phases of a trial's training: the one place where a new kind is entered. */
final class Phases {

    private Phases() {}

    /** One phase for all epochs; for a network that is cut half-way one before the cut and one after. */
    static List<Phase> of(TrialSpec trial) {
        int epochs = trial.training().epochs();
        if (trial.weights() instanceof WeightsSpec.Cut cut) {
            int after = WeightsSpec.Cut.epochsAfter(epochs);
            return List.of(
                    new Phase(epochs - after, nothing -> Network.build(trial, DataType.FLOAT)),
                    new Phase(after, flat -> Network.cut(trial, cut, flat, DataType.FLOAT)));
        }
        return List.of(new Phase(epochs, nothing -> Network.build(trial, DataType.FLOAT)));
    }
}
