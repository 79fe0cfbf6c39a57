package io.weightloom.training;

import io.weightloom.data.Dataset;
import io.weightloom.data.Examples;
import io.weightloom.network.Network;
import io.weightloom.network.Structures;
import io.weightloom.spec.ConditionSpec;
import io.weightloom.spec.HypernetSpec;
import io.weightloom.spec.OrderSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/** The phases of a trial's training: the one place where a new kind is entered. */
final class Phases {

    private Phases() {}

    /**
     * One phase for all epochs; for a network that is cut half-way one before the cut and one after; one for each task
     * where these are learned one after the other.
     *
     * @param structures where networks are built
     */
    static List<Phase> of(TrialSpec trial, Dataset data, Structures structures) {
        int epochs = trial.training().epochs();
        if (trial.training().order() instanceof OrderSpec.Sequential order) {
            return sequence(trial, data, order, structures);
        }
        if (trial.weights() instanceof WeightsSpec.Cut cut) {
            if (trial.given().isPresent()) {
                double[] flat = trial.given().get().flat();
                return List.of(new Phase(
                        epochs, () -> data, (nothing, work) -> Network.cut(trial, cut, flat, DataType.FLOAT, work)));
            }
            int after = WeightsSpec.Cut.epochsAfter(epochs);
            return List.of(
                    new Phase(
                                    epochs - after,
                                    () -> data,
                                    (nothing, work) -> structures.build(trial, DataType.FLOAT, work))
                            .unrounded(),
                    new Phase(after, () -> data, (flat, work) -> Network.cut(trial, cut, flat, DataType.FLOAT, work)));
        }
        return List.of(new Phase(epochs, () -> data, (nothing, work) -> structures.build(trial, DataType.FLOAT, work)));
    }

    private static List<Phase> sequence(
            TrialSpec trial, Dataset data, OrderSpec.Sequential order, Structures structures) {
        boolean held = order.regulariser() > 0 && trial.weights() instanceof HypernetSpec;
        List<Phase> phases = new ArrayList<>();
        List<Integer> before = new ArrayList<>();
        for (int task : data.train().tasks()) {
            phases.add(new Phase(
                    trial.training().epochs(),
                    () -> data.only(task),
                    (learned, work) -> learned.length == 0
                            ? structures.build(trial, DataType.FLOAT, work)
                            : structures.build(trial, learned, DataType.FLOAT, work),
                    held ? List.copyOf(before) : List.of(),
                    true));
            before.add(task);
        }
        return phases;
    }

    /**
     * Held-out tasks, if there are any; but a bank of z knows the tasks alone that it was trained on, and only these
     * can be forgotten. Controls that have numbers for each task and nothing that makes others lend a held-out task
     * those of the one that is described most like it.
     */
    static Examples test(TrialSpec trial, Dataset data) {
        boolean trained = trial.training().order().sequential();
        boolean bank = trial.weights() instanceof HypernetSpec hypernet
                && hypernet.condition() instanceof ConditionSpec.PerTask
                && !data.tasks().borrows(hypernet);
        return bank || trained ? data.test() : data.heldOut().orElse(data.test());
    }
}
