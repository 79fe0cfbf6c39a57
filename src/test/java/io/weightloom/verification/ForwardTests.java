package io.weightloom.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightloom.network.Network;
import io.weightloom.network.graph.Names;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ForwardTests {

    private static final List<String> WANTED = List.of("hyper/pre0", Names.FLAT, Names.OUTPUT, Names.LOSS, Names.Y);

    @Test
    void itComputesWhatSameDiffComputes() {
        try (Network network = Planted.sound().network();
                ProbedNetwork probed = new ProbedNetwork(Planted.TRIAL, network, Planted.examples());
                Forward forward = probed.forward(WANTED)) {
            same(forward.compute(), probed.compute(WANTED));

            forward.set("hyper/head/b", 3, 0.7);
            probed.set("hyper/head/b", 3, 0.7);

            same(forward.compute(), probed.compute(WANTED));
        }
    }

    @Test
    void theTrainablesOfTheNetworkDoNotChange() {
        try (Network network = Planted.sound().network();
                ProbedNetwork probed = new ProbedNetwork(Planted.TRIAL, network, Planted.examples());
                Forward forward = probed.forward(WANTED)) {
            double[] before = probed.value("z");

            forward.set("z", 0, 5);
            forward.compute();

            assertThat(probed.value("z")).containsExactly(before);
            assertThatThrownBy(() -> forward.set("zz", 0, 5)).hasMessageStartingWith("No trainable 'zz' in [");
        }
    }

    private static void same(Tensors compiled, Tensors reference) {
        for (String name : WANTED) {
            assertThat(compiled.values(name)).containsExactly(reference.values(name), Offset.offset(1e-13));
        }
    }
}
