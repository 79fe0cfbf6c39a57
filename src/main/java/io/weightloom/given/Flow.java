package io.weightloom.given;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What a network has computed so far: the last step, and what was before. Immutable; each is only like itself. */
final class Flow implements Term {

    /** Of an axis that may have any length. */
    static final int FREE = -1;

    private final Optional<Flow> before;
    private final Optional<Flow> beside;
    private final Step step;
    private final List<Integer> shape;
    private final String node;
    private final int length;

    private Flow(Optional<Flow> before, Optional<Flow> beside, Step step, List<Integer> shape, String node) {
        this.before = before;
        this.beside = beside;
        this.step = step;
        this.shape = List.copyOf(shape);
        this.node = node;
        this.length = before.map(Flow::length).orElse(0) + 1;
    }

    /** Where it begins. */
    static Flow input(String name, List<Integer> shape) {
        return new Flow(Optional.empty(), Optional.empty(), new Step.Input(), shape, "input '%s'".formatted(name));
    }

    /** The same with one step more. */
    Flow then(Step next, List<Integer> shaped, String by) {
        return new Flow(Optional.of(this), Optional.empty(), next, shaped, by);
    }

    /** The same with one step more, which keeps the shape. */
    Flow then(Step next, String by) {
        return then(next, shape, by);
    }

    /** The sum with something else that the network has computed on a way that is not longer. */
    Flow plus(Flow other, String by) {
        return new Flow(Optional.of(this), Optional.of(other), new Step.Sum(), shape, by);
    }

    /** The other part of a sum. */
    Optional<Flow> beside() {
        return beside;
    }

    Optional<Flow> before() {
        return before;
    }

    Step step() {
        return step;
    }

    /** Extents of one example. */
    List<Integer> shape() {
        return shape;
    }

    /** The node that does the step, for messages. */
    String node() {
        return node;
    }

    /** How many steps there are from the input on. */
    int length() {
        return length;
    }

    /** All steps from the input on. */
    List<Flow> steps() {
        List<Flow> steps = new ArrayList<>();
        for (Optional<Flow> at = Optional.of(this); at.isPresent(); at = at.get().before) {
            steps.add(at.get());
        }
        Collections.reverse(steps);
        return steps;
    }

    /** Whether nothing was computed yet but a scaling. */
    boolean isInput() {
        return steps().stream()
                .allMatch(at -> at.step instanceof Step.Input
                        || at.step instanceof Step.Shape
                        || at.step instanceof Step.Times
                        || at.step instanceof Step.Over
                        || at.step instanceof Step.Plus);
    }

    /** Numbers of one example; free if an axis is. */
    long numbers() {
        return shape.contains(FREE)
                ? FREE
                : shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    }
}
