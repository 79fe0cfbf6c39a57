package io.weightloom;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The map of the code base: its packages, lowest first, and which of them each may know. */
final class House {

    static final String ROOT = "io.weightloom.";

    /** Each package with those that it may know: above the line plain Java and ND4J, below it the runner. */
    private static final String MAP = """
            text:
            layout:
            random: text
            format:
            spec.fault: text
            spec: spec.fault
            spec.settings: text spec.fault spec
            spec.read: text spec.fault spec spec.settings
            data.raw: text spec
            data.csv: text spec data.raw
            data.picture: random spec data.raw
            data.tasks: random spec data.raw
            data.sequence: text spec data.raw
            data: text random spec.fault spec data.raw data.csv data.picture data.tasks data.sequence
            program.ir:
            program.natives:
            program.kernel: program.ir
            program.update: program.kernel
            program.compile: program.ir program.natives program.kernel
            program: program.ir program.natives program.kernel program.update program.compile
            network.graph:
            network.init: layout random
            network.target: layout spec network.graph network.init
            given: text layout format spec.fault spec network.target
            network.generator: layout random spec network.graph network.init network.target
            network: layout random spec.fault spec program.natives program network.graph network.init network.target network.generator
            training: layout random spec data program.update program network.graph network
            verification.loop: spec
            verification: text layout random spec data program.natives program.update program network.graph network.init network.target network training verification.loop
            trial: text layout format spec.fault spec spec.settings data.raw data program.natives program network.graph network.target network training verification
            search: text random spec.fault spec spec.settings
            export: text layout format spec spec.settings data.raw data network.graph network.target given network.generator network training trial
            explore: layout data.raw data trial
            ---
            runner.database:
            runner.checkpoint: text training runner.database
            runner.store: text layout spec training verification trial runner.database runner.checkpoint
            runner.lease: text spec runner.database runner.store
            runner.review: text layout spec training verification trial search export runner.database runner.store runner.lease
            runner.table: text spec runner.database runner.review
            runner.sheet: text spec runner.database runner.review runner.table
            runner.page: text runner.review runner.sheet
            runner.trained: text data trial runner.store
            runner.console: text spec training verification trial runner.table
            runner.settings: text spec.fault spec spec.settings spec.read data.raw data given network export runner.database runner.review runner.table runner.trained runner.console
            runner.guard: spec runner.settings
            runner.worker: text layout spec.fault spec spec.settings data.raw data program.natives given network training verification trial runner.database runner.checkpoint runner.store runner.lease runner.console runner.settings
            runner.preflight: text layout spec.fault spec spec.settings data.raw data network.target network training trial search runner.settings
            runner.run: text layout spec spec.settings network.target network trial search runner.database runner.checkpoint runner.store runner.lease runner.review runner.console runner.settings runner.worker
            runner.schedule: spec runner.database runner.store runner.lease runner.review runner.run
            runner.cluster: text spec trial runner.database runner.store runner.lease runner.console runner.settings runner.worker runner.run
            runner.process: text spec.fault spec spec.settings data.raw data program.natives verification trial export runner.database runner.store runner.lease runner.review runner.table runner.page runner.trained runner.console runner.settings runner.worker runner.preflight runner.run runner.schedule runner.cluster
            runner.web: text spec data.raw data trial export explore runner.database runner.lease runner.review runner.table runner.sheet runner.page runner.trained runner.process
            runner: runner.process
            """;

    /**
     * Packages that may be known from outside their feature, which is what stands before the first dot of a name; rooms
     * of the runner are features of their own.
     */
    private static final Set<String> KNOWN_OUTSIDE = Set.of(
            "text",
            "layout",
            "random",
            "format",
            "spec",
            "spec.fault",
            "spec.settings",
            "spec.read",
            "data",
            "data.raw",
            "given",
            "program",
            "program.natives",
            "program.update",
            "network",
            "network.graph",
            "network.init",
            "network.target",
            "network.generator",
            "training",
            "verification",
            "trial",
            "search",
            "export",
            "explore");

    private House() {}

    /** Packages of the core with those that they may know, lowest first. */
    static Map<String, Set<String>> core() {
        return rows(MAP.split("---\n", -1)[0]);
    }

    /** Packages of the runner with those that they may know, lowest first. */
    static Map<String, Set<String>> runner() {
        return rows(MAP.split("---\n", -1)[1]);
    }

    /** All of them, lowest first. */
    static Map<String, Set<String>> all() {
        Map<String, Set<String>> all = new LinkedHashMap<>(core());
        all.putAll(runner());
        return all;
    }

    /** Whether a package may stand in the row of a package of another feature. */
    static boolean isKnownOutside(String name) {
        return KNOWN_OUTSIDE.contains(name) || name.startsWith("runner.");
    }

    /** The name that a package has in common with its wings; a room's own for a package of the runner. */
    static String feature(String name) {
        return name.startsWith("runner.") ? name : name.split("\\.", -1)[0];
    }

    /** What a package's documentation has to say of those that it may know. */
    static String sentence(Set<String> known) {
        List<String> names = known.stream().map(name -> "{@code " + name + "}").toList();
        if (names.isEmpty()) {
            return "Knows no other package.";
        }
        if (names.size() == 1) {
            return "May know " + names.get(0) + ".";
        }
        return names.subList(0, names.size() - 1).stream().collect(Collectors.joining(", ", "May know ", " and "))
                + names.get(names.size() - 1) + ".";
    }

    private static Map<String, Set<String>> rows(String lines) {
        Map<String, Set<String>> rows = new LinkedHashMap<>();
        lines.lines().map(line -> line.split(":", -1)).forEach(row -> {
            List<String> known = Stream.of(row[1].split(" ", -1))
                    .filter(name -> !name.isEmpty())
                    .toList();
            rows.put(row[0], new LinkedHashSet<>(known));
        });
        return rows;
    }
}
