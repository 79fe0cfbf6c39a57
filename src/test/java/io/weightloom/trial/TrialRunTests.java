package io.weightloom.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightloom.data.Dataset;
import io.weightloom.data.Datasets;
import io.weightloom.network.Trials;
import io.weightloom.spec.Activation;
import io.weightloom.spec.Initialisation;
import io.weightloom.spec.Loss;
import io.weightloom.spec.TrialSpec;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Trials on real data with real networks: nothing here stands for anything else. */
class TrialRunTests {

    private final Datasets datasets = new Datasets();

    /** Rejected, so that no program is compiled, which would set it too. */
    @Test
    void aThreadThatVerifiesMakesNd4jStayOnThatThread() throws Exception {
        TrialSpec trial = silent();
        Dataset data = data(trial);

        int threads = onAFreshThread(() -> {
            Nd4j.getEnvironment().setMaxThreads(2);
            NativeOps natives = NativeOpsHolder.getInstance().getDeviceNativeOps();
            natives.setOmpNumThreads(2);
            try (TrialRun run = TrialRun.open(trial, data, Optional.empty(), TrialListener.NONE)) {
                assertThat(run.segment(() -> true).outcome()).containsInstanceOf(TrialOutcome.Rejected.class);
                return Math.max(
                        natives.ompGetMaxThreads(), Nd4j.getEnvironment().maxThreads());
            }
        });

        assertThat(threads).isEqualTo(1);
    }

    /** Seed 0 draws two hidden ReLU units that are both silent, so that no gradient reaches z. */
    private static TrialSpec silent() {
        return Trials.of(0, Trials.full(Initialisation.DEFAULT, 2, 2), Activation.TANH, Loss.CROSS_ENTROPY, 2, 2);
    }

    private Dataset data(TrialSpec trial) {
        return datasets.load(trial.data(), trial.seed());
    }

    private static <T> T onAFreshThread(Callable<T> work) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            return thread.submit(work).get();
        } finally {
            thread.shutdown();
        }
    }
}
