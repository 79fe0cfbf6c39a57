package io.weightloom.verification;

import java.util.List;

/**
 * One kind of check. It may move the trainables of the network, and leaves them as it found them. A new one is entered
 * in {@link Verifier}.
 */
interface Check {

    /** Which kind it is. */
    CheckKind kind();

    /**
     * Looks at a network.
     *
     * @return what was found, subject by subject; none if the network has nothing that this could be asked of
     * @throws BrokenGraphException if the graph cannot be computed or differentiated
     */
    List<Finding> findings(ProbedNetwork probed);
}
