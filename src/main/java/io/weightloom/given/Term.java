package io.weightloom.given;

import io.weightloom.format.OnnxGraph;
import java.util.List;

/** What a value of an ONNX graph is to an import. */
sealed interface Term permits Constant, Flow, Term.Labels, Term.Gaps {

    /** Something that is only made of a network's outputs, such as the names of classes. */
    record Labels(Flow of) implements Term {}

    /** Which of the numbers are missing. */
    record Gaps() implements Term {}

    /**
     * A node with what goes into it.
     *
     * @param inputs those that are not left out
     * @param mostNumbers that what is computed of constants may have
     */
    record Call(OnnxGraph.Node node, List<Term> inputs, long mostNumbers) {

        /** Copies the list. */
        public Call {
            inputs = List.copyOf(inputs);
        }

        GivenException fault(String what) {
            return new GivenException("%s %s".formatted(node, what));
        }

        int count() {
            return inputs.size();
        }

        Constant constant(int number) {
            if (number < inputs.size() && inputs.get(number) instanceof Constant constant) {
                return constant;
            }
            throw fault("must have numbers of the file as input %s".formatted(number + 1));
        }

        Flow flow(int number) {
            if (number < inputs.size() && inputs.get(number) instanceof Flow flow) {
                return flow;
            }
            throw fault("must have what the network computes as input %s".formatted(number + 1));
        }

        boolean isConstant(int number) {
            return number < inputs.size() && inputs.get(number) instanceof Constant;
        }
    }
}
