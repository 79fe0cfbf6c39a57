package io.weightloom.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.trial.ConditionSpace;
import io.weightloom.trial.ConditionValue;
import io.weightloom.trial.TrainedNetwork;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConditionSpaceTests {

    /** A network takes exactly what its space says that it takes, and z in the middle of what it was trained with. */
    @ParameterizedTest
    @EnumSource(names = {"MLP", "CONV", "NORMED_AND_DESCRIBED", "NOISE", "TASKS", "DESCRIBED"})
    void whatItSaysIsWhatTheNetworkTakes(TrainedSamples sample) {
        ConditionSpace space = ConditionSpace.of(sample.weights());
        try (TrainedNetwork network = TrainedNetwork.of(sample.weights())) {
            ConditionValue z = new ConditionValue.Z(new double[Math.max(1, space.zDim())]);
            ConditionValue last = new ConditionValue.Task(space.tasks() - 1);

            if (space.zDim() > 0) {
                assertThat(network.generated(z)).isNotEmpty();
            } else {
                assertThatThrownBy(() -> network.generated(z)).isInstanceOf(InvalidDataException.class);
            }
            if (space.tasks() > 1) {
                assertThat(network.generated(last)).isNotEmpty();
                ConditionValue none = new ConditionValue.Task(space.tasks());
                assertThatThrownBy(() -> network.generated(none)).isInstanceOf(InvalidDataException.class);
            }
            space.descriptor().ifPresent(descriptor -> {
                double[] from = descriptor.from().stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray();
                assertThat(network.generated(new ConditionValue.Descriptor(from)))
                        .isNotEmpty();
            });
        }
    }

    @Test
    void theZOfATaskMakesTheNetworkOfTheTask() {
        for (TrainedSamples sample : List.of(TrainedSamples.DESCRIBED, TrainedSamples.MLP)) {
            ConditionSpace space = ConditionSpace.of(sample.weights());
            try (TrainedNetwork network = TrainedNetwork.of(sample.weights())) {
                double[] z = space.z().get(space.tasks() - 1).stream()
                        .mapToDouble(Float::doubleValue)
                        .toArray();
                ConditionValue own =
                        space.tasks() == 1 ? new ConditionValue.Own() : new ConditionValue.Task(space.tasks() - 1);

                assertThat(network.generated(new ConditionValue.Z(z))).isEqualTo(network.generated(own));
            }
        }
    }

    @Test
    void descriptorsReachOverTheTasksThatWereTrainedOn() {
        ConditionSpace.Descriptor descriptor = ConditionSpace.of(TrainedSamples.DESCRIBED.weights())
                .descriptor()
                .orElseThrow();

        assertThat(descriptor.from()).hasSameSizeAs(descriptor.to());
        for (int i = 0; i < descriptor.from().size(); i++) {
            assertThat(descriptor.from().get(i)).isLessThan(descriptor.to().get(i));
        }
        assertThat(ConditionSpace.of(TrainedSamples.NORMED_AND_DESCRIBED.weights())
                        .descriptor())
                .isEmpty();
    }
}
