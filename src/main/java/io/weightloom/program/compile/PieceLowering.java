package io.weightloom.program.compile;

import io.weightloom.program.ir.OpList;
import io.weightloom.program.ir.Operation;
import io.weightloom.program.ir.Operation.Elementwise;
import io.weightloom.program.kernel.Elements;
import io.weightloom.program.kernel.Kernel;
import io.weightloom.program.kernel.Pieces;
import io.weightloom.program.kernel.Source;
import io.weightloom.program.kernel.Spans;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Turns operations that are done piece by piece into one kernel, and finds them places for their pieces. */
final class PieceLowering {

    private final OpList list;
    private final Function<String, Elements> elements;
    private final Pieces pieces;
    private final Map<String, Integer> places = new HashMap<>(); // of what has been read or computed
    private final Map<String, Integer> uses = new HashMap<>(); // that are still to come
    private final Deque<Integer> free = new ArrayDeque<>();
    private int taken;

    private PieceLowering(OpList list, Function<String, Elements> elements, Pieces pieces) {
        this.list = list;
        this.elements = elements;
        this.pieces = pieces;
    }

    /**
     * The kernel.
     *
     * @param wanted what is read of it by others
     * @param elements where values lie
     */
    static Kernel lower(
            Elementwise group,
            Collection<String> wanted,
            OpList list,
            Function<String, Elements> elements,
            Pieces.Scratch scratch) {
        int size = list.value(group.steps().get(0).output()).size();
        PieceLowering lowering = new PieceLowering(list, elements, new Pieces(size, scratch));
        for (Elementwise.Step step : group.steps()) {
            for (int input = 0; input < step.inputs().size(); input++) {
                if (ElementwiseFusion.isRead(step.operation(), input)) {
                    lowering.uses.merge(step.inputs().get(input), 1, Integer::sum);
                }
            }
        }
        for (Elementwise.Step step : group.steps()) {
            int place = lowering.lower(step);
            if (wanted.contains(step.output())) {
                lowering.pieces.write(place, elements.apply(step.output()));
            }
        }
        return lowering.pieces.kernel();
    }

    /** The place of what a step makes. */
    private int lower(Elementwise.Step step) {
        int x = ElementwiseFusion.isRead(step.operation(), 0) ? operand(step, 0) : read(source(step, 0));
        int y = -1;
        if (step.inputs().size() == 2) {
            y = ElementwiseFusion.isRead(step.operation(), 1) ? operand(step, 1) : read(source(step, 1));
        }
        for (int input = 0; input < step.inputs().size(); input++) {
            release(step, input, input == 0 ? x : y);
        }
        int z = place();
        places.put(step.output(), z);
        apply(step.operation(), x, y, z);
        if (uses.getOrDefault(step.output(), 0) == 0) {
            free.push(z); // it is written, if at all, before anything else is computed
        }
        return z;
    }

    private void apply(Operation operation, int x, int y, int z) {
        if (operation instanceof Operation.Add
                || operation instanceof Operation.AddRow
                || operation instanceof Operation.AddShared) {
            pieces.add(x, y, z);
        } else if (operation instanceof Operation.Multiply
                || operation instanceof Operation.MultiplyRow
                || operation instanceof Operation.MultiplyShared) {
            pieces.multiply(x, y, z);
        } else if (operation instanceof Operation.Scale scale) {
            pieces.scale(x, scale.factor(), scale.summand(), z);
        } else if (operation instanceof Operation.Power power) {
            pieces.power(x, power.factor(), power.exponent(), z);
        } else if (operation instanceof Operation.Map map) {
            pieces.map(map.function(), x, z);
        } else if (operation instanceof Operation.Derivative derivative) {
            pieces.derivative(derivative.function(), x, y, z);
        } else if (x != z) { // what has been read is all
            pieces.copy(x, z);
        }
    }

    /** Where an operand with as many elements lies, which is read at its first use. */
    private int operand(Elementwise.Step step, int input) {
        String name = step.inputs().get(input);
        Integer place = places.get(name);
        if (place == null) {
            place = read(Source.all(elements.apply(name)));
            places.put(name, place);
        }
        return place;
    }

    private int read(Source source) {
        int place = place();
        pieces.read(source, place);
        return place;
    }

    /** What an operand of another size gives. */
    private Source source(Elementwise.Step step, int input) {
        String name = step.inputs().get(input);
        Operation operation = step.operation();
        Elements of = elements.apply(name);
        if (operation instanceof Operation.AddRow || operation instanceof Operation.MultiplyRow) {
            int width = last(step.output());
            int rows = list.value(step.output()).size() / width;
            int given = of.size() / width;
            return Source.rows(of, width, rows / given);
        } else if (operation instanceof Operation.Cut cut) {
            return Source.columns(of, last(name), cut.column(), last(step.output()));
        } else if (operation instanceof Operation.Fill) {
            return Source.shared(new Spans(list.value(step.output()).size(), new int[] {0}), of, 1);
        }
        double factor = operation instanceof Operation.AddShared add
                ? add.factor()
                : operation instanceof Operation.SpreadShared spread ? spread.factor() : 1;
        return Source.shared(
                Spans.of(list.value(step.output()).shape(), list.value(name).shape())
                        .orElseThrow(),
                of,
                factor);
    }

    private int last(String name) {
        long[] shape = list.value(name).shape();
        return Math.toIntExact(shape[shape.length - 1]);
    }

    private int place() {
        return free.isEmpty() ? taken++ : free.pop();
    }

    /** Lets a place be used again, if nobody needs what is there. */
    private void release(Elementwise.Step step, int input, int place) {
        if (!ElementwiseFusion.isRead(step.operation(), input)) {
            free.push(place);
            return;
        }
        String name = step.inputs().get(input);
        int left = uses.merge(name, -1, Integer::sum);
        if (left == 0) {
            places.remove(name);
            free.push(place);
        }
    }
}
