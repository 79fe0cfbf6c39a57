package io.weightloom.spec;

/** A network that is no hypernetwork, or a damaged one, trained for comparison. */
public enum Control {
    /** The target network with weights of its own. */
    PLAIN,
    /** A plain network with as nearly as many numbers as the hypernetwork trains: hidden layers scaled. */
    MATCHED,
    /** The plain network trained, cut by magnitude to as many numbers as the hypernetwork trains, trained on. */
    PRUNED,
    /** The plain network trained, its matrices cut to so low a rank that no more numbers are left, trained on. */
    LOW_RANK_PLAIN,
    /** The plain network trained, its weights rounded to 8 bits, trained on. */
    QUANTISED_8,
    /** The same in 4 bits. */
    QUANTISED_4,
    /** The hypernetwork with one z for all tasks. */
    Z_FROZEN,
    /** The hypernetwork, tested with the z of another task for each. */
    Z_SHUFFLED,
    /** The network that the user has, as it is: nothing is trained. */
    GIVEN,
    /** The network that the user has, trained on: a copy of all its weights for each task. */
    FINE_TUNED,
    /** The network that the user has, to which each task adds the product of two factors of its own (LoRA). */
    LORA;

    /** In what a control that can be of any size equals the hypernetwork beside which it stands. */
    public enum Size {
        /** As many numbers, of whatever width; where those are that a cut leaves is not counted, as papers do. */
        NUMBERS,
        /** No more bytes, as exports count them: numbers at their width, and where they are. */
        BYTES
    }
}
