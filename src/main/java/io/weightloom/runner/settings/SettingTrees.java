package io.weightloom.runner.settings;

import io.weightloom.runner.settings.SettingTree.Leaf;
import io.weightloom.runner.settings.SettingTree.Rank;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.read.SpecReader;
import io.weightloom.text.Nearest;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Puts what single sources say of experiments together. What would silently take the place of something else, in its
 * source or in another one, is a fault and is left out. Not thread-safe.
 */
final class SettingTrees {

    /** Most parts of a name, far above what any setting has. */
    static final int DEEPEST = 100;

    private final SettingTree all = new SettingTree();

    /** Where each experiment that stands in a file begins. */
    private final Map<String, String> defined = new HashMap<>();

    private final Collection<Fault> faults;

    /** Of nothing yet. */
    SettingTrees(Collection<Fault> faults) {
        this.faults = faults;
    }

    /** What all sources say together. */
    SettingTree all() {
        return all;
    }

    /** The tree of one source, which is not laid over those of the others yet. */
    SettingTree of(List<Leaf> values) {
        Map<List<String>, Leaf> read = new LinkedHashMap<>();
        for (Leaf value : values) {
            List<String> parts = SettingTree.parts(value.name());
            if (parts.size() > DEEPEST) {
                fault(value, "is nested too deeply");
                continue;
            }
            Leaf first = read.putIfAbsent(parts, value);
            if (first != null) {
                fault(value, "is given twice; the other one is at " + first.place());
            }
        }
        Set<Leaf> covered = new LinkedHashSet<>();
        read.forEach((parts, value) -> IntStream.range(1, parts.size())
                .mapToObj(end -> read.get(parts.subList(0, end)))
                .filter(Objects::nonNull)
                .filter(covered::add)
                .forEach(whole -> fault(whole, "is a value here, and a section at " + value.place())));
        SettingTree tree = new SettingTree();
        read.values().stream().filter(value -> !covered.contains(value)).forEach(tree::put);
        rejectOthersThanMappings(tree);
        return tree;
    }

    /** Lays what one source says over what is there, lowest precedence first. */
    void overlay(SettingTree source) {
        rejectSecondDefinitions(source);
        all.overlay(source);
    }

    /** Tells what is wrong with all sources together; there is none to come. */
    void close() {
        rejectOverridesOfNothing();
        all.gaps().forEach(first -> fault(first, "is part of a list whose elements are not numbered 0, 1, 2, ..."));
    }

    /** An experiment stands in one file; what another file says of it is left out. */
    private void rejectSecondDefinitions(SettingTree source) {
        source.child(SpecReader.ROOT)
                .ifPresent(tree -> List.copyOf(tree.children().keySet()).forEach(name -> {
                    SettingTree experiment = tree.child(name).orElseThrow();
                    if (!isDefined(experiment)) {
                        return;
                    }
                    String first = defined.putIfAbsent(name, experiment.place());
                    if (first != null) {
                        fault(experiment, key(name), "is the name of two experiments; the other one is at " + first);
                        tree.remove(name);
                    }
                }));
    }

    /** An override that only mentions an experiment does not make one. */
    private void rejectOverridesOfNothing() {
        all.child(SpecReader.ROOT)
                .ifPresent(tree -> List.copyOf(tree.children().keySet()).forEach(name -> {
                    SettingTree experiment = tree.child(name).orElseThrow();
                    if (!defined.containsKey(name)
                            && experiment.child("data").isEmpty()
                            && experiment.child("target").isEmpty()) {
                        String hint = defined.isEmpty() ? "" : "; " + Nearest.hint(name, defined.keySet());
                        fault(experiment, key(name), "is an experiment that no file defines" + hint);
                        tree.remove(name);
                    }
                }));
    }

    private void rejectOthersThanMappings(SettingTree source) {
        source.child(SpecReader.ROOT).ifPresent(tree -> {
            if (tree.isMapping()) {
                List.copyOf(tree.children().keySet()).forEach(name -> rejectOthersThanMappings(tree, name));
            } else {
                fault(
                        tree,
                        SpecReader.ROOT,
                        "must map names to experiments, but is " + tree.node().text());
                source.remove(SpecReader.ROOT);
            }
        });
    }

    private void rejectOthersThanMappings(SettingTree tree, String name) {
        SettingTree experiment = tree.child(name).orElseThrow();
        if (isDefined(experiment)) {
            return; // what is wrong with it is told when it is read
        } else if (all.child(SpecReader.ROOT)
                .flatMap(defined -> defined.child(name))
                .filter(defined -> !defined.isMapping())
                .isPresent()) {
            tree.remove(name);
        } else if (!experiment.isMapping()) {
            fault(
                    experiment,
                    key(name),
                    "must hold settings, such as " + key(name) + ".seed, but is "
                            + experiment.node().text());
            tree.remove(name);
        }
    }

    private static boolean isDefined(SettingTree experiment) {
        return experiment.leaves().anyMatch(value -> value.rank() == Rank.DEFINES);
    }

    private static String key(String experiment) {
        return SpecReader.ROOT + "." + experiment;
    }

    private void fault(Leaf value, String message) {
        faults.add(new Fault(value.place(), value.name(), message));
    }

    private void fault(SettingTree at, String key, String message) {
        faults.add(new Fault(at.place(), key, message));
    }
}
