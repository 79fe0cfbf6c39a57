package io.weightloom.spec.read;

import io.weightloom.spec.DataWidths;
import io.weightloom.spec.ExperimentSpec;
import io.weightloom.spec.GivenSpec;
import io.weightloom.spec.Sizer;
import io.weightloom.spec.fault.Fault;
import io.weightloom.spec.fault.InvalidSpecException;
import io.weightloom.spec.settings.SettingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Makes experiments out of a tree of settings, or says everything that is wrong with it. */
public final class SpecReader {

    /** Where the experiments' full names begin. */
    public static final String ROOT = "experiments";

    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,59}");

    private SpecReader() {}

    /** The paths of all single settings that an experiment can have, such as {@code hypernet.z-dim}. */
    public static List<String> paths() {
        return ExperimentReader.paths();
    }

    /**
     * What was read.
     *
     * @param experiments those without faults, in the order in which they are given
     * @param faults of the others
     */
    public record Reading(List<ExperimentSpec> experiments, List<Fault> faults) {

        /** Copies the lists. */
        public Reading {
            experiments = List.copyOf(experiments);
            faults = List.copyOf(faults);
        }

        /**
         * All experiments.
         *
         * @throws InvalidSpecException with every fault, if there are any
         */
        public List<ExperimentSpec> orThrow() {
            if (!faults.isEmpty()) {
                throw new InvalidSpecException(faults);
            }
            return experiments;
        }
    }

    /**
     * The experiments without faults, and the faults of the others.
     *
     * @param experiments a mapping from names to experiments
     * @param cron checks the expressions of schedules
     * @param sizer solves for sizes
     * @param widths looks how wide data are
     * @param given reads networks that users have
     */
    public static Reading read(
            SettingNode experiments, CronSyntax cron, Sizer sizer, DataWidths widths, GivenSpec.Reader given) {
        Faults faults = new Faults();
        List<ExperimentSpec> read = new ArrayList<>();
        if (experiments instanceof SettingNode.Mapping mapping) {
            mapping.entries().forEach((name, node) -> {
                String key = ROOT + "." + name;
                if (!NAME.matcher(name).matches()) {
                    faults.add(
                            node.origin(),
                            key,
                            "must have a name of at most 60 lower-case letters, digits and dashes, beginning with a letter");
                }
                new ExperimentReader(name, key, node, cron, sizer, widths, given, faults)
                        .read()
                        .ifPresent(read::add);
            });
        } else {
            faults.add(experiments.origin(), ROOT, "must map names to experiments, but is " + experiments.text());
        }
        return new Reading(read, faults.all());
    }
}
