package io.weightloom.training;

import io.weightloom.network.Network;
import io.weightloom.spec.TrialSpec;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/** The phases of a trial's training: the one place where a new kind is entered. */
final class Phases {

    private Phases() {}

    /** One phase for all epochs. */
    static List<Phase> of(TrialSpec trial) {
        return List.of(new Phase(trial.training().epochs(), nothing -> Network.build(trial, DataType.FLOAT)));
    }
}
