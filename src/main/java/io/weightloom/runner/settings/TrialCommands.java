package io.weightloom.runner.settings;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.DataFile;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.export.Precision;
import io.weightloom.runner.trained.ConditionText;
import io.weightloom.spec.fault.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;

/** The options that ask for something of one trained network: what each may be, and which of them go together. */
public final class TrialCommands {

    /** Which trial or file to ask for predictions. */
    public static final String PREDICT = "runner.predict";

    /** Which trial or file to export. */
    public static final String EXPORT = "runner.export";

    private static final String INPUT = "runner.input";
    private static final String OUTPUT = "runner.output";
    private static final String EXPORT_TO = "runner.export-to";
    private static final String PRECISION = "runner.export-precision";
    private static final List<String> OF_PREDICT = List.of(INPUT, OUTPUT);
    private static final List<String> OF_EXPORT = List.of(EXPORT_TO, PRECISION);
    private static final String TASK = "runner.task";
    private static final String DESCRIPTOR = "runner.descriptor";
    private static final String Z = "runner.z";
    private static final List<String> CONDITION = List.of(TASK, DESCRIPTOR, Z);

    private final ConfigurableEnvironment environment;
    private final Binder binder;

    private TrialCommands(ConfigurableEnvironment environment) {
        this.environment = environment;
        this.binder = Binder.get(environment);
    }

    /** What each option may be. */
    static Map<String, List<SettingRule<?>>> rules() {
        Map<String, List<SettingRule<?>>> rules = new LinkedHashMap<>();
        SettingRule<String> weights = new SettingRule<>(
                String.class,
                WeightsPlace.FORMS,
                text -> WeightsPlace.of(text).isPresent(),
                text -> WeightsPlace.namesFile(text) ? text : "");
        rules.put(PREDICT, List.of(weights));
        rules.put(INPUT, List.of(SettingRule.path("the path of a file")));
        rules.put(OUTPUT, List.of(SettingRule.path("the path of a file")));
        rules.put(TASK, List.of(new SettingRule<>(String.class, ConditionText.TASK, ConditionText::isTask)));
        SettingRule<String> numbers = new SettingRule<>(String.class, ConditionText.NUMBERS, ConditionText::isNumbers);
        rules.put(DESCRIPTOR, List.of(numbers));
        rules.put(Z, List.of(numbers));
        rules.put(EXPORT, List.of(weights));
        rules.put(EXPORT_TO, List.of(SettingRule.path("the path of a folder")));
        rules.put(PRECISION, List.of(new SettingRule<>(Precision.class, "float32, float16 or int8", given -> true)));
        return rules;
    }

    /** Which options do not go together, or miss another one. */
    static List<Fault> faults(ConfigurableEnvironment environment) {
        return new TrialCommands(environment).misfits();
    }

    /** Whether something is asked for. */
    public static boolean areIn(ConfigurableEnvironment environment) {
        TrialCommands options = new TrialCommands(environment);
        return options.has(PREDICT) || options.has(EXPORT);
    }

    /** What is asked for, by options without faults. */
    public static TrialCommand of(ConfigurableEnvironment environment) {
        return new TrialCommands(environment).command();
    }

    /** Whether what is asked for goes to standard output, so that nothing else may. */
    public static boolean takesStandardOutput(ConfigurableEnvironment environment) {
        TrialCommands options = new TrialCommands(environment);
        return options.has(PREDICT) && !options.has(OUTPUT);
    }

    /** What is wrong with the files and folders that are named. */
    public static List<Fault> fileFaults(ConfigurableEnvironment environment, TrialCommand command) {
        TrialCommands options = new TrialCommands(environment);
        return command instanceof TrialCommand.Predict predict
                ? options.fileFaults(predict)
                : options.folderFault(((TrialCommand.Export) command).folder()).stream()
                        .map(message -> options.fault(EXPORT_TO, message))
                        .toList();
    }

    /** A fault of the trial or file that is named. */
    public static Fault weightsFault(ConfigurableEnvironment environment, String message) {
        TrialCommands options = new TrialCommands(environment);
        String option = options.has(PREDICT) ? PREDICT : EXPORT;
        return options.fault(
                option, "is '%s' and %s".formatted(options.text(option).orElseThrow(), message));
    }

    /**
     * A fault of the option that names the examples, or the network that is meant; of the trial or file if none does.
     */
    public static Fault dataFault(ConfigurableEnvironment environment, DataFault found) {
        TrialCommands options = new TrialCommands(environment);
        String named = "runner." + found.setting();
        return options.has(named)
                ? options.fault(named, "cannot be used: " + found.message())
                : weightsFault(environment, "cannot be used so: " + found.message());
    }

    /** That what was made cannot be written. */
    public static Fault writeFault(ConfigurableEnvironment environment, Exception failure) {
        TrialCommands options = new TrialCommands(environment);
        String named = options.has(EXPORT) ? EXPORT_TO : options.has(OUTPUT) ? OUTPUT : PREDICT;
        return options.fault(named, "leads to where nothing can be written: " + failure.getMessage());
    }

    private List<Fault> misfits() {
        List<Fault> faults = new ArrayList<>();
        if (has(PREDICT) && !has(INPUT)) {
            faults.add(fault(PREDICT, "needs --runner.input=FILE, the examples to predict for"));
        }
        if (has(EXPORT) && !has(EXPORT_TO)) {
            faults.add(fault(EXPORT, "needs --runner.export-to=FOLDER, which is made"));
        }
        OF_PREDICT.forEach(option -> without(option, PREDICT).ifPresent(faults::add));
        OF_EXPORT.forEach(option -> without(option, EXPORT).ifPresent(faults::add));
        if (!has(PREDICT) && !has(EXPORT)) {
            CONDITION.forEach(option -> without(option, PREDICT).ifPresent(faults::add));
        }
        List<String> chosen = CONDITION.stream().filter(this::has).toList();
        if (chosen.size() > 1) {
            faults.add(fault(
                    chosen.get(1),
                    "cannot go with %s: each says alone which network is meant".formatted(chosen.get(0))));
        }
        return faults;
    }

    private TrialCommand command() {
        return has(PREDICT)
                ? new TrialCommand.Predict(
                        place(PREDICT), condition(), path(INPUT).orElseThrow(), path(OUTPUT))
                : new TrialCommand.Export(
                        place(EXPORT),
                        condition(),
                        path(EXPORT_TO).orElseThrow(),
                        binder.bind(PRECISION, Precision.class).orElse(Precision.FLOAT32));
    }

    private List<Fault> fileFaults(TrialCommand.Predict predict) {
        List<Fault> faults = new ArrayList<>();
        try {
            new DataFile(predict.input(), INPUT).version();
        } catch (InvalidDataException e) {
            faults.add(fault(INPUT, "cannot be read: " + e.getMessage()));
        }
        predict.output()
                .flatMap(output -> outputFault(output, predict))
                .ifPresent(message -> faults.add(fault(OUTPUT, message)));
        return faults;
    }

    private static Optional<String> outputFault(Path output, TrialCommand.Predict predict) {
        Optional<String> unwritable = RunFiles.fault(output);
        if (unwritable.isPresent()) {
            return unwritable;
        }
        if (isSame(output, predict.input())) {
            return Optional.of("must be another file than the input, but both are '%s'".formatted(output));
        }
        return predict.weights() instanceof WeightsPlace.InFile weights && isSame(output, weights.file())
                ? Optional.of("must be another file than the trained weights, but both are '%s'".formatted(output))
                : Optional.empty();
    }

    private static boolean isSame(Path one, Path other) {
        return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }

    private Optional<String> folderFault(Path folder) {
        if (!Files.exists(folder)) {
            return Optional.empty();
        } else if (!Files.isDirectory(folder)) {
            return Optional.of("must be a folder, but '%s' is a file".formatted(folder));
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isPresent()
                    ? Optional.of("must be an empty folder or a new one, but '%s' holds files".formatted(folder))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of("must be a folder that can be read, but '%s' is not: %s".formatted(folder, e));
        }
    }

    private Optional<Fault> without(String option, String asked) {
        return has(option) && !has(asked)
                ? Optional.of(fault(option, "is of no use without --%s=TRIAL".formatted(asked)))
                : Optional.empty();
    }

    private ConditionText condition() {
        return new ConditionText(text(TASK), text(DESCRIPTOR), text(Z));
    }

    private WeightsPlace place(String option) {
        return WeightsPlace.of(text(option).orElseThrow()).orElseThrow();
    }

    private Optional<Path> path(String option) {
        return text(option).map(Path::of);
    }

    private boolean has(String option) {
        return text(option).isPresent();
    }

    private Optional<String> text(String option) {
        return Optional.ofNullable(binder.bind(option, String.class).orElse(null));
    }

    private Fault fault(String option, String message) {
        return new Fault(SettingPlaces.of(environment, option), option, message);
    }
}
