package io.weightloom.program.natives;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.NameScope;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Gives a graph its gradient function, as {@link SameDiff#createGradFunction()} does, from the same derivatives of its
 * ops and in the same order, but in nearly linear time. SameDiff looks for a free name of each op that it adds by
 * counting up from 1 past all that have one, and at each number counts the variables whose name begins like it; for 300
 * layers that was seen to take ten seconds, for 1,500 many minutes. Here what belongs to one op has a scope of names of
 * its own, where there is nothing to count.
 */
public final class Differentiation {

    /** Where SameDiff looks for it. */
    private static final String GRADIENT = "grad";

    private final SameDiff graph;
    private final List<String> losses;
    private final Set<String> live = new HashSet<>(); // variables that the loss depends on and that training moves
    private final Map<String, Integer> readers = new HashMap<>(); // by op: live ones whose derivative is to come
    private final Deque<SameDiffOp> ready = new ArrayDeque<>();

    private Differentiation(SameDiff graph, List<String> losses) {
        this.graph = graph;
        this.losses = losses;
    }

    /**
     * Gives the graph its gradient function, if it has none yet. Its loss variables must be set.
     *
     * @throws IllegalStateException if no variable that can be trained reaches the loss
     */
    public static void of(SameDiff graph) {
        if (!graph.hasGradientFunction()) {
            List<String> losses = List.copyOf(graph.getLossVariables());
            graph.defineFunction(GRADIENT, (copy, inputs, variables) -> {
                copy.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), false);
                GraphCopy.of(graph, copy);
                new Differentiation(copy, losses).differentiate();
                return new SDVariable[0];
            });
        }
    }

    private void differentiate() {
        findLive();
        if (live.isEmpty()) {
            throw new IllegalStateException(
                    "Cannot differentiate the graph: no variable that can be trained reaches %s".formatted(losses));
        }
        countReaders();
        for (String loss : losses) {
            SDVariable variable = graph.getVariable(loss);
            graph.setGradientForVariableName(loss, graph.constant("one-" + loss, Nd4j.scalar(variable.dataType(), 1)));
            SameDiffOp producer = producer(loss);
            if (producer != null && !ready.contains(producer)) {
                ready.add(producer);
            }
        }
        int number = 0;
        while (!ready.isEmpty()) {
            SameDiffOp op = ready.remove();
            NameScope scope = graph.withNameScope("d" + ++number);
            op.getOp().diff(gradients(op));
            scope.close();
            differentiated(op);
        }
        live.forEach(this::checkGradient);
    }

    /** Backwards from the loss, then forwards from what can be trained, along floating-point numbers only. */
    private void findLive() {
        Set<String> reaching = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(losses);
        while (!open.isEmpty()) {
            String name = open.remove();
            if (graph.getVariable(name).dataType().isFPType() && reaching.add(name)) {
                SameDiffOp producer = producer(name);
                if (producer != null) {
                    open.addAll(inputs(producer));
                }
            }
        }
        for (String name : reaching) {
            if (graph.getVariable(name).getVariableType() == VariableType.VARIABLE) {
                open.add(name);
            }
        }
        while (!open.isEmpty()) {
            String name = open.remove();
            if (reaching.contains(name) && live.add(name)) {
                readersOf(name).forEach(reader -> open.addAll(reader.getOutputsOfOp()));
            }
        }
    }

    /** An op's derivative is taken when the gradient of all its outputs is complete. */
    private void countReaders() {
        for (SameDiffOp op : graph.getOps().values()) {
            if (isLive(op)) {
                producers(op).forEach(producer -> readers.merge(producer.getName(), 1, Integer::sum));
            }
        }
    }

    private void differentiated(SameDiffOp op) {
        for (SameDiffOp producer : producers(op)) {
            if (readers.merge(producer.getName(), -1, Integer::sum) == 0) {
                ready.add(producer);
            }
        }
    }

    /** The live ops that an op reads, each once, in the order of its inputs. */
    private Collection<SameDiffOp> producers(SameDiffOp op) {
        Map<String, SameDiffOp> producers = new LinkedHashMap<>();
        for (String input : inputs(op)) {
            SameDiffOp producer = live.contains(input) ? producer(input) : null;
            if (producer != null) {
                producers.put(producer.getName(), producer);
            }
        }
        return producers.values();
    }

    private boolean isLive(SameDiffOp op) {
        return op.getOutputsOfOp().stream().anyMatch(live::contains);
    }

    /** Of an op's outputs; zeros where the loss does not depend on one, nothing where it is not a number. */
    private List<@Nullable SDVariable> gradients(SameDiffOp op) {
        List<@Nullable SDVariable> gradients = new ArrayList<>();
        for (String output : op.getOutputsOfOp()) {
            SDVariable variable = graph.getVariable(output);
            if (!variable.dataType().isFPType()) {
                gradients.add(null);
            } else if (variable.hasGradient()) {
                gradients.add(variable.getGradient());
            } else {
                gradients.add(graph.zerosLike(variable));
            }
        }
        return gradients;
    }

    private void checkGradient(String name) {
        if (!graph.getVariable(name).hasGradient()) {
            throw new IllegalStateException(
                    "Cannot differentiate the graph: '%s' got no gradient, so it is part of a loop".formatted(name));
        }
    }

    private @Nullable SameDiffOp producer(String name) {
        String op = variable(name).getOutputOfOp();
        return op == null ? null : graph.getOps().get(op);
    }

    private List<SameDiffOp> readersOf(String name) {
        List<String> readers = variable(name).getInputsForOp();
        return readers == null
                ? List.of()
                : readers.stream()
                        .map(reader -> Objects.requireNonNull(graph.getOps().get(reader)))
                        .toList();
    }

    private Variable variable(String name) {
        return Objects.requireNonNull(graph.getVariables().get(name));
    }

    private static List<String> inputs(SameDiffOp op) {
        return op.getInputsToOp() == null ? List.of() : op.getInputsToOp();
    }
}
