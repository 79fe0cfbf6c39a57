package io.weightloom.network;

import io.weightloom.program.Programs;
import java.util.function.Consumer;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Where a network belongs.
 *
 * @param programs compiles its graph, and may keep what it has compiled
 * @param end takes the graph when the network is closed
 */
public record Home(Programs programs, Consumer<SameDiff> end) {

    /** Of a network that is used once. */
    static final Home NONE = new Home(Programs.NONE, GraphArrays::free);
}
