package io.weightloom.program.compile;

import io.weightloom.program.ir.Node;
import java.util.List;

/** Knows how operations of ours compute what one kind of ND4J's ops does. */
@FunctionalInterface
interface Rule {

    /** The nodes that stand for an op, in an order in which they can run; none if the op had better stay. */
    List<Node> nodes(OpNode op);
}
