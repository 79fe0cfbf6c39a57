package io.weightloom.network;

import io.weightloom.layout.Ledger;
import io.weightloom.network.generator.Generators;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.GeneratorSpec;
import io.weightloom.spec.Sizes;
import io.weightloom.spec.SweepSpec;
import io.weightloom.spec.TargetSpec;
import io.weightloom.spec.TrialSpec;
import io.weightloom.spec.WeightsSpec;
import io.weightloom.spec.fault.Misfit;
import java.util.List;
import java.util.Optional;

/** Counts networks by their ledgers. */
public final class NetworkSizes implements Sizes {

    @Override
    public long theta(TargetSpec target) {
        return Targets.layout(target).size();
    }

    @Override
    public long trainable(TrialSpec trial) {
        return Ledgers.of(trial.target(), trial.weights()).trainable();
    }

    @Override
    public long bytes(TrialSpec trial) {
        return Ledgers.of(trial.target(), trial.weights()).bytes();
    }

    @Override
    public double count(SweepSpec.Count count, TrialSpec trial) {
        Ledger ledger = Ledgers.of(trial.target(), trial.weights());
        return switch (count) {
            case RATIO -> ledger.compressionRatio();
            case TASK_RATIO -> ledger.taskCompressionRatio();
            case TRAINABLE -> ledger.trainable();
            case GENERATED -> ledger.generated();
            case SHARED -> ledger.shared();
            case GENERATOR -> ledger.generator();
            case Z -> ledger.z();
            case THETA -> ledger.theta();
        };
    }

    @Override
    public List<Misfit> misfits(TrialSpec trial) {
        return Suitability.misfits(trial);
    }

    @Override
    public long least(WeightsSpec.Fewer cut, TargetSpec target) {
        return Cuts.least(cut, target);
    }

    @Override
    public long own(GeneratorSpec.Own own, TargetSpec target) {
        return Generators.ownNumbers(own, Targets.layout(target));
    }

    @Override
    public Optional<TargetSpec> matched(TargetSpec target, long trainable) {
        return Matching.of(target, trainable).map(Matching::target);
    }
}
