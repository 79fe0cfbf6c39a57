package io.weightloom.verification;

import io.weightloom.layout.Layout;
import io.weightloom.layout.Ledger;
import io.weightloom.layout.Shape;
import io.weightloom.layout.Slot;
import io.weightloom.network.Ledgers;
import io.weightloom.network.Trainable;
import io.weightloom.network.graph.Names;
import io.weightloom.network.init.LedgerColumn;
import io.weightloom.network.target.DynamicTarget;
import io.weightloom.network.target.Targets;
import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.HypernetSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.VariableType;

/**
 * Nothing is missing and nothing counted twice: the graph has the variables that it must have, the slots are those of
 * the target network and tile the flat vector, and the trainables are those of the graph and of the ledger.
 */
final class Coverage implements Check {

    @Override
    public CheckKind kind() {
        return CheckKind.COVERAGE;
    }

    @Override
    public List<Finding> findings(ProbedNetwork probed) {
        List<Finding> findings = new ArrayList<>();
        findings.addAll(missing(probed));
        findings.addAll(layout(probed));
        findings.addAll(trainables(probed));
        return findings;
    }

    private List<Finding> missing(ProbedNetwork probed) {
        List<String> wanted = new ArrayList<>(List.of(Names.X, Names.Y, Names.OUTPUT, Names.LOSS));
        probed.layout().slots().stream()
                .filter(slot -> owned(probed, slot))
                .forEach(slot -> wanted.add(Names.target(slot.name())));
        if (ledger(probed).generated() > 0 && !probed.isMadeAnew()) {
            wanted.add(Names.FLAT);
        }
        return wanted.stream()
                .filter(name -> !probed.has(name))
                .map(name -> mismatch(name, "The graph has no variable named %s.".formatted(name)))
                .toList();
    }

    /** Whether it is there as a tensor: what is made anew at each step of whole matrices is not. */
    private static boolean owned(ProbedNetwork probed, Slot slot) {
        return !(probed.trial().weights() instanceof HypernetSpec hypernet)
                || DynamicTarget.of(Targets.of(probed.trial().target()), hypernet)
                        .map(target -> target.owns(slot))
                        .orElse(true);
    }

    private List<Finding> layout(ProbedNetwork probed) {
        Layout layout = probed.layout();
        List<Finding> faults = new ArrayList<>();
        layout.faults().forEach(fault -> faults.add(mismatch("layout", "The slots do not tile: %s.".formatted(fault))));
        for (Slot needed : Targets.layout(probed.trial().target()).slots()) {
            List<Shape> shapes = layout.slots().stream()
                    .filter(slot -> slot.name().equals(needed.name()))
                    .map(Slot::shape)
                    .toList();
            if (!shapes.contains(needed.shape())) {
                faults.add(mismatch(
                        Names.target(needed.name()),
                        "The target network needs a slot %s of the shape %s, but the layout has %s."
                                .formatted(needed.name(), needed.shape(), shapes.isEmpty() ? "none" : shapes.get(0))));
            }
        }
        if (!faults.isEmpty()) {
            return faults;
        }
        int slots = layout.slots().size();
        return List.of(new Finding(
                kind(),
                "layout",
                Verdict.OK,
                new Measures()
                        .with("slots", slots)
                        .with("theta", (double) layout.size())
                        .all(),
                "%s slots tile the %s target weights without gap or overlap.".formatted(slots, layout.size())));
    }

    private List<Finding> trainables(ProbedNetwork probed) {
        List<Finding> faults = Stream.of(misshapen(probed), forgotten(probed), miscounted(probed))
                .flatMap(findings -> findings)
                .toList();
        long trained = ledger(probed).trainable();
        return !faults.isEmpty()
                ? faults
                : List.of(new Finding(
                        kind(),
                        "ledger",
                        Verdict.OK,
                        new Measures().with("trainable", (double) trained).all(),
                        "The trainables hold the %s numbers that the ledger counts.".formatted(trained)));
    }

    /** Trainables that the graph does not hold, or holds in another shape. */
    private Stream<Finding> misshapen(ProbedNetwork probed) {
        return probed.network().trainables().stream().flatMap(trainable -> {
            if (!probed.has(trainable.name())) {
                return Stream.of(mismatch(
                        trainable.name(),
                        "The graph has no variable for the trainable %s.".formatted(trainable.name())));
            }
            Shape shape = probed.shape(trainable.name());
            return shape.equals(trainable.shape())
                    ? Stream.empty()
                    : Stream.of(mismatch(
                            trainable.name(),
                            "The trainable %s shall have the shape %s, but the graph holds %s."
                                    .formatted(trainable.name(), trainable.shape(), shape)));
        });
    }

    /** Variables of the graph that training would leave as they are. */
    private Stream<Finding> forgotten(ProbedNetwork probed) {
        return probed.network().graph().variables().stream()
                .filter(variable -> variable.getVariableType() == VariableType.VARIABLE)
                .map(SDVariable::name)
                .filter(name -> !probed.network().trainableNames().contains(name))
                .map(name -> mismatch(
                        name, "The graph has a variable %s, but training would never change it.".formatted(name)));
    }

    private Stream<Finding> miscounted(ProbedNetwork probed) {
        Ledger ledger = ledger(probed);
        return Stream.of(
                        counted(probed, LedgerColumn.GENERATOR, ledger.generator()),
                        counted(probed, LedgerColumn.Z, ledger.z()),
                        counted(probed, LedgerColumn.SHARED, ledger.shared()))
                .flatMap(findings -> findings);
    }

    private Stream<Finding> counted(ProbedNetwork probed, LedgerColumn part, long count) {
        long held = probed.network().trainables().stream()
                .filter(trainable -> trainable.part() == part)
                .map(Trainable::shape)
                .mapToLong(Shape::length)
                .sum();
        return held == count
                ? Stream.empty()
                : Stream.of(mismatch(
                        "ledger",
                        "The ledger counts %s numbers as %s, but the trainables of that part hold %s."
                                .formatted(count, part.name().toLowerCase(Locale.ROOT), held)));
    }

    private static Ledger ledger(ProbedNetwork probed) {
        return Ledgers.of(probed.trial().target(), probed.trial().weights());
    }

    private Finding mismatch(String subject, String message) {
        return new Finding(kind(), subject, Verdict.MISMATCH, Map.of(), message);
    }

    /**
     * Where a network that the user has is adapted, it is a constant of the graph, the one that was given, and before
     * the first step each task's weights are its own, bit for bit.
     */
    static final class GivenBase implements Check {

        @Override
        public CheckKind kind() {
            return CheckKind.COVERAGE;
        }

        @Override
        public List<Finding> findings(ProbedNetwork probed) {
            if (!(probed.trial().weights() instanceof HypernetSpec hypernet) || !hypernet.adapts()) {
                return List.of();
            }
            double[] given = probed.trial().given().map(GivenSpec::flat).orElse(new double[0]);
            Optional<SDVariable> base =
                    Optional.ofNullable(probed.network().graph().getVariable(Names.BASE));
            if (base.isEmpty() || base.get().getVariableType() != VariableType.CONSTANT) {
                return List.of(
                        mismatch(
                                Names.BASE,
                                "The graph does not hold the given network as a constant, so that training would move it, or leave it out."));
            } else if (!Arrays.equals(probed.tensor(Names.BASE).values(), given)) {
                return List.of(mismatch(Names.BASE, "The graph holds another network than the one that was given."));
            }
            return List.of(first(probed, given));
        }

        /** What it is before the first step. */
        private Finding first(ProbedNetwork probed, double[] given) {
            double[] flat = probed.compute(Names.FLAT);
            long others = 0;
            for (int i = 0; i < flat.length; i++) {
                others += flat[i] == given[i % given.length] ? 0 : 1;
            }
            return others == 0
                    ? new Finding(
                            kind(),
                            Names.BASE,
                            Verdict.OK,
                            new Measures().with("base", given.length).all(),
                            "The given network's %s weights are constants, and before the first step each task has these, bit for bit."
                                    .formatted(given.length))
                    : mismatch(
                            Names.FLAT,
                            "Before the first step, %s of %s weights are not those of the given network."
                                    .formatted(others, flat.length));
        }

        private Finding mismatch(String subject, String message) {
            return new Finding(kind(), subject, Verdict.MISMATCH, Map.of(), message);
        }
    }
}
