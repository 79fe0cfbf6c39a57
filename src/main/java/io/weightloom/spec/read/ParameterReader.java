package io.weightloom.spec.read;

import io.weightloom.spec.PlainValues;
import io.weightloom.spec.SweepSpec;
import io.weightloom.spec.SweepSpec.Range;
import io.weightloom.spec.settings.ExperimentSettings;
import io.weightloom.spec.settings.Kind;
import io.weightloom.spec.settings.Setting;
import io.weightloom.spec.settings.SettingNode;
import io.weightloom.text.Nearest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the parameters of a sweep, each value by itself. Not thread-safe. */
final class ParameterReader {

    static final String NAME = "name";
    static final String VALUES = "values";
    static final String MIN = "min";
    static final String MAX = "max";
    static final String TIED = "tied";
    static final String WHEN = "when";

    private static final List<String> RANGE =
            List.of(MIN, MAX, ExperimentSettings.STEP_KEY, ExperimentSettings.SCALE.key());
    private static final List<String> SINGLE =
            Stream.concat(Stream.of(NAME, VALUES), RANGE.stream()).toList();
    static final List<String> KEYS =
            Stream.concat(SINGLE.stream(), Stream.of(TIED, WHEN)).toList();

    private final SettingReader settings;
    private final SweepSpec.Strategy search;
    private final Map<String, List<Given>> swept = new LinkedHashMap<>();
    private final Map<String, String> origins = new LinkedHashMap<>();
    private final List<Conditions.Conditional> parameters = new ArrayList<>();

    ParameterReader(SettingReader settings, SweepSpec.Strategy search) {
        this.settings = settings;
        this.search = search;
    }

    /** Values of the swept settings, by path; of a range its ends; without those at fault. */
    Map<String, List<Given>> swept() {
        return Collections.unmodifiableMap(swept);
    }

    /** Paths of all settings that are to be swept, with faulty values too. */
    Set<String> named() {
        return Collections.unmodifiableSet(origins.keySet());
    }

    /** Those without faults, and what makes them active. */
    List<Conditions.Conditional> parameters() {
        return Collections.unmodifiableList(parameters);
    }

    /** Reads one. */
    void read(SettingNode parameter, String place) {
        Optional<Map<String, SettingNode>> given = settings.entries(parameter, place, KEYS);
        if (given.isEmpty()) {
            return;
        }
        Map<String, SettingNode> entries = given.get();
        SettingNode tied = entries.get(TIED);
        Optional<Range> range = tied == null ? single(parameter, entries, place) : tied(tied, entries, place);
        List<Conditions.Condition> when = Optional.ofNullable(entries.get(WHEN))
                .map(node -> new Conditions(settings).read(node, place + "." + WHEN))
                .orElse(List.of());
        range.ifPresent(read -> parameters.add(new Conditions.Conditional(read, when)));
    }

    private Optional<Range> tied(SettingNode tied, Map<String, SettingNode> entries, String place) {
        rejectBeside(TIED, SINGLE, entries, place);
        String inside = place + "." + TIED;
        if (!(tied instanceof SettingNode.Sequence sequence) || sequence.items().size() < 2) {
            settings.faults()
                    .add(
                            tied.origin(),
                            inside,
                            "must be a list of at least 2 settings, each {name: ..., values: [...]}, but is "
                                    + SettingReader.emptyOr(tied));
            return Optional.empty();
        }
        List<Range.Choice> choices = new ArrayList<>();
        int[] counts = new int[sequence.items().size()];
        for (int i = 0; i < counts.length; i++) {
            SettingNode item = sequence.items().get(i);
            String at = inside + "[" + i + "]";
            Optional<Map<String, SettingNode>> single = settings.entries(item, at, List.of(NAME, VALUES));
            counts[i] = single.map(own -> own.get(VALUES))
                    .map(values -> items(values).size())
                    .orElse(0);
            single.flatMap(own -> single(item, own, at)).ifPresent(range -> choices.add((Range.Choice) range));
        }
        for (int i = 1; i < counts.length; i++) {
            if (counts[i] != counts[0] && counts[i] > 0 && counts[0] > 0) {
                settings.faults()
                        .add(
                                sequence.items().get(i).origin(),
                                "%s[%s].%s".formatted(inside, i, VALUES),
                                "must be as many values as those of the first setting that it is tied to, %s, but are %s"
                                        .formatted(counts[0], counts[i]));
                return Optional.empty();
            }
        }
        boolean whole = choices.size() == counts.length
                && choices.stream().allMatch(choice -> choice.options().size() == counts[0]);
        return whole ? Optional.of(zipped(choices)) : Optional.empty();
    }

    private static Range zipped(List<Range.Choice> choices) {
        List<Map<String, Object>> options = new ArrayList<>();
        for (int i = 0; i < choices.get(0).options().size(); i++) {
            Map<String, Object> option = new LinkedHashMap<>();
            for (Range.Choice choice : choices) {
                option.putAll(choice.options().get(i));
            }
            options.add(option);
        }
        return new Range.Choice(options);
    }

    private Optional<Range> single(SettingNode parameter, Map<String, SettingNode> entries, String place) {
        SettingNode values = entries.get(VALUES);
        boolean ranges = RANGE.stream().anyMatch(entries::containsKey);
        if (values != null) {
            rejectBeside(VALUES, RANGE, entries, place);
        } else if (!ranges && !SettingReader.meant(VALUES, entries)) {
            settings.faults()
                    .add(
                            parameter.origin(),
                            place + "." + VALUES,
                            "is missing; it must be a list of at least 1 value, unless min and max say a range");
        }
        SettingNode name = entries.get(NAME);
        if (name == null) {
            if (!SettingReader.meant(NAME, entries)) {
                settings.faults()
                        .add(parameter.origin(), place + "." + NAME, "is missing; it must be the path of a setting");
            }
            return Optional.empty();
        }
        Optional<String> path = path(name, place + "." + NAME);
        if (path.isEmpty()) {
            return Optional.empty();
        }
        String first = origins.putIfAbsent(path.get(), name.origin());
        if (first != null) {
            settings.faults()
                    .add(
                            name.origin(),
                            place + "." + NAME,
                            "sweeps %s again; it is swept at %s".formatted(path.get(), first));
            return Optional.empty();
        }
        if (values != null) {
            return choice(path.get(), values, place + "." + VALUES);
        }
        return ranges ? range(path.get(), parameter, entries, place) : Optional.empty();
    }

    private void rejectBeside(String key, List<String> others, Map<String, SettingNode> entries, String place) {
        others.stream()
                .filter(entries::containsKey)
                .forEach(other -> Optional.ofNullable(entries.get(other))
                        .ifPresent(node -> settings.faults()
                                .add(node.origin(), place + "." + other, "must not be given beside " + key)));
    }

    /** The path that a swept parameter names. */
    private Optional<String> path(SettingNode nameNode, String place) {
        Optional<String> text = Kind.text(nameNode);
        if (text.filter(ExperimentSettings.SWEEPABLE::containsKey).isPresent()) {
            return text;
        }
        String message;
        if (text.filter(ExperimentSettings.SEED.key()::equals).isPresent()) {
            message = "must be a setting of a trial, but is 'seed'; sweep.repeats gives each point several seeds";
        } else {
            Set<String> known = ExperimentSettings.SWEEPABLE.keySet();
            String hint =
                    text.map(unknown -> Nearest.hint(unknown, known)).orElse("known: " + String.join(", ", known));
            message = "must be a setting of a trial, but is " + nameNode.text() + "; " + hint;
        }
        settings.faults().add(nameNode.origin(), place, message);
        return Optional.empty();
    }

    private static List<SettingNode> items(SettingNode values) {
        return values instanceof SettingNode.Sequence sequence
                ? sequence.items()
                : Kind.text(values)
                        .map(text -> Kind.separated(text, values.origin()))
                        .orElse(List.of());
    }

    private Optional<Range> choice(String path, SettingNode valuesNode, String place) {
        List<SettingNode> items = items(valuesNode);
        if (items.isEmpty()) {
            settings.faults()
                    .add(
                            valuesNode.origin(),
                            place,
                            "must be a list of at least 1 value, but is " + SettingReader.emptyOr(valuesNode));
            return Optional.empty();
        }
        Setting<?> setting = ExperimentSettings.placed(path).setting();
        List<Given> values = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            settings.plain(setting, items.get(i), place + "[" + i + "]", "(" + path + ") ")
                    .ifPresent(values::add);
        }
        if (values.isEmpty()) {
            return Optional.empty();
        }
        swept.put(path, values);
        return Optional.of(
                SweepSpec.Parameter.of(path, values.stream().map(Given::plain).toList())
                        .range());
    }

    private Optional<Range> range(String path, SettingNode parameter, Map<String, SettingNode> entries, String place) {
        Setting<?> setting = ExperimentSettings.placed(path).setting();
        Optional<Setting<?>> steps = ExperimentSettings.steps(setting);
        if (steps.isEmpty()) {
            settings.faults()
                    .add(
                            parameter.origin(),
                            place,
                            "(%s) must have values, not a range, because it takes %s"
                                    .formatted(path, setting.kind().allowed()));
            return Optional.empty();
        }
        Optional<Given> min = end(MIN, path, setting, parameter, entries, place);
        Optional<Given> max = end(MAX, path, setting, parameter, entries, place);
        Optional<Given> step = Optional.ofNullable(entries.get(ExperimentSettings.STEP_KEY))
                .flatMap(node -> settings.plain(
                        steps.get(), node, place + "." + ExperimentSettings.STEP_KEY, "(" + path + ") "));
        SweepSpec.Scale scale = settings.value(ExperimentSettings.SCALE, entries, place);
        if (min.isEmpty() || max.isEmpty()) {
            return Optional.empty();
        }
        boolean stepped =
                step.isPresent() == entries.containsKey(ExperimentSettings.STEP_KEY); // or the step is at fault
        Optional<String> fault = order(min.get(), max.get());
        if (fault.isEmpty() && stepped) {
            fault = fault(min.get(), max.get(), step, scale);
        }
        fault.ifPresent(message -> settings.faults().add(max.get().where(), place, "(" + path + ") " + message));
        if (!stepped) {
            return Optional.empty();
        }
        swept.put(path, List.of(min.get(), max.get()));
        return fault.isPresent()
                ? Optional.empty()
                : Optional.of(range(path, min.get().plain(), max.get().plain(), step, scale));
    }

    private Optional<Given> end(
            String key,
            String path,
            Setting<?> setting,
            SettingNode parameter,
            Map<String, SettingNode> entries,
            String place) {
        SettingNode node = entries.get(key);
        if (node == null) {
            settings.faults()
                    .add(
                            parameter.origin(),
                            place + "." + key,
                            "(%s) is missing; a range needs min and max".formatted(path));
            return Optional.empty();
        }
        return settings.plain(setting, node, place + "." + key, "(" + path + ") ")
                .filter(given -> given.plain() instanceof Number);
    }

    private static Range range(String path, Object min, Object max, Optional<Given> step, SweepSpec.Scale scale) {
        if (min instanceof Long least) {
            return new Range.Whole(
                    path,
                    least,
                    (Long) max,
                    step.map(given -> (Long) given.plain()).orElse(1L),
                    scale);
        }
        OptionalDouble gap = step.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of((Double) step.get().plain());
        return new Range.Real(path, (Double) min, (Double) max, gap, scale);
    }

    /** That a range's ends are not in order, if so; the message is to stand after the setting's name. */
    private static Optional<String> order(Given min, Given max) {
        return exact(max).compareTo(exact(min)) > 0
                ? Optional.empty()
                : Optional.of("must have a max above its min, %s, but it is %s"
                        .formatted(PlainValues.text(min.plain()), PlainValues.text(max.plain())));
    }

    /** What is wrong with a range as a whole whose ends are in order; the message is to stand as above. */
    private Optional<String> fault(Given min, Given max, Optional<Given> step, SweepSpec.Scale scale) {
        BigDecimal least = exact(min);
        BigDecimal most = exact(max);
        boolean log = scale == SweepSpec.Scale.LOG;
        if (log && least.signum() <= 0) {
            return Optional.of(
                    "must have a min above 0 on a logarithmic scale, but it is " + PlainValues.text(min.plain()));
        } else if (log && step.isPresent()) {
            return Optional.of("must have no step on a logarithmic scale; give its values, or scale: linear");
        } else if (step.isPresent()
                && most.subtract(least).remainder(exact(step.get())).signum() != 0) {
            return Optional.of("must have a max that is a whole number of steps of %s above its min, %s, but it is %s"
                    .formatted(
                            PlainValues.text(step.get().plain()),
                            PlainValues.text(min.plain()),
                            PlainValues.text(max.plain())));
        } else if (search == SweepSpec.Strategy.GRID && (log || (step.isEmpty() && min.plain() instanceof Double))) {
            return Optional.of("must have values or a step, for a grid: a range without steps can be searched by others"
                    + " (search: random, sobol, ...)");
        }
        return Optional.empty();
    }

    private static BigDecimal exact(Given number) {
        return new BigDecimal(PlainValues.json(number.plain()));
    }
}
