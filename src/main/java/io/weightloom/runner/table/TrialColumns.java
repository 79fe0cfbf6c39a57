package io.weightloom.runner.table;

import com.github.freva.asciitable.ColumnData;
import io.weightloom.runner.review.LedgerReview;
import io.weightloom.runner.review.TrialSummary;
import io.weightloom.text.Decimals;
import io.weightloom.text.KebabCase;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a run's trials. They are said here and nowhere else: the JSON has their paths, the CSV their names,
 * and the tables in the terminal and on the page some of them under headings for people.
 */
public final class TrialColumns {

    private static final Column ID = column("id", TrialSummary::id);
    private static final Column NUMBER = new Column("number", Optional.of("trial"), TrialSummary::number);
    private static final Column ROLE = column("role", TrialSummary::role);
    private static final Column PARAMETERS = column("parameters", TrialSummary::parameters);
    private static final Column OUTCOME = column("outcome", TrialSummary::outcome);
    private static final Column THETA = ofLedger("theta", LedgerReview::theta);
    private static final Column TRAINABLE = ofLedger("trainable", LedgerReview::trainable);
    private static final Column RATIO = ofLedger("compression-ratio", LedgerReview::compressionRatio);
    private static final Column BYTES = ofLedger("bytes", LedgerReview::bytes);
    private static final Column EPOCHS = column("epochs", TrialSummary::epochs);
    private static final Column VALIDATION_SCORE = column("validation-score", TrialSummary::validationScore);
    private static final Column TEST_SCORE = column("test-score", TrialSummary::testScore);
    private static final Column AGREEMENT = column("test-agreement", TrialSummary::testAgreement);
    private static final Column DIFFERENCE = column("difference", TrialSummary::difference);
    private static final Column VERDICT = column("gradient-verdict", TrialSummary::gradientVerdict);
    private static final Column SECONDS = column("seconds", TrialSummary::seconds);
    private static final Column HOST = column("host", TrialSummary::host);
    private static final Column COMPUTE_KEY = column("compute-key", TrialSummary::computeKey);
    private static final Column ON_FRONT = column("on-front", TrialSummary::onFront);

    /** All of them, in the order of the JSON, and of the CSV, where the id is the last. */
    static final List<Column> ALL = List.of(
            ID,
            NUMBER,
            column("hash", TrialSummary::hash),
            ROLE,
            PARAMETERS,
            column("state", TrialSummary::state),
            OUTCOME,
            column("detail", TrialSummary::detail),
            THETA,
            ofLedger("generated", LedgerReview::generated),
            ofLedger("shared", LedgerReview::shared),
            ofLedger("generator", LedgerReview::generator),
            ofLedger("z", LedgerReview::z),
            ofLedger("tasks", LedgerReview::tasks),
            TRAINABLE,
            RATIO,
            ofLedger("task-compression-ratio", LedgerReview::taskCompressionRatio),
            BYTES,
            ofLedger("base", LedgerReview::base).outsideOfCsv(),
            ofLedger("largest-layer-bytes", LedgerReview::largestLayerBytes).outsideOfCsv(),
            EPOCHS,
            column("best-epoch", TrialSummary::bestEpoch),
            VALIDATION_SCORE,
            TEST_SCORE,
            column("test-loss", TrialSummary::testLoss),
            AGREEMENT,
            DIFFERENCE,
            VERDICT,
            SECONDS,
            ON_FRONT,
            column("tied", TrialSummary::tied),
            column("reused-from", TrialSummary::reusedFrom),
            column("halted-by", TrialSummary::haltedBy),
            HOST,
            COMPUTE_KEY);

    /** What tables show of them, in their order. */
    private static final List<Heading> HEADINGS = List.of(
            new Heading("trial", NUMBER, Format.TRIAL),
            new Heading("network", ROLE, Format.TEXT),
            new Heading("", PARAMETERS, Format.SETTING), // one for each, under its own name
            new Heading("Θ", THETA, Format.COUNT),
            new Heading("trainable", TRAINABLE, Format.COUNT),
            new Heading("ratio", RATIO, Format.RATIO),
            new Heading("bytes", BYTES, Format.COUNT),
            new Heading("validation score", VALIDATION_SCORE, Format.SCORE),
            new Heading("test score", TEST_SCORE, Format.SCORE),
            new Heading("agreement", AGREEMENT, Format.SCORE),
            new Heading("to plain", DIFFERENCE, Format.DIFFERENCE),
            new Heading("front", ON_FRONT, Format.FRONT),
            new Heading("gradients", VERDICT, Format.WORD),
            new Heading("epochs", EPOCHS, Format.COUNT),
            new Heading("seconds", SECONDS, Format.SECONDS),
            new Heading("host", HOST, Format.TEXT),
            new Heading("outcome", OUTCOME, Format.END));

    private TrialColumns() {}

    /**
     * One thing that is told of each trial.
     *
     * @param path in the trial's JSON, dots between names
     * @param csv heading in the CSV; empty for what is not in it
     * @param value nothing where a trial has none
     */
    public record Column(String path, Optional<String> csv, Function<TrialSummary, @Nullable Object> value) {

        /** What it is called where each has a name of its own: a swept parameter by its path. */
        public String name() {
            return path.startsWith(PARAMETERS.path + ".")
                    ? path.substring(PARAMETERS.path.length() + 1)
                    : path.substring(path.lastIndexOf('.') + 1);
        }

        private Column outsideOfCsv() {
            return new Column(path, Optional.empty(), value);
        }
    }

    private static Column column(String name, Function<TrialSummary, @Nullable Object> value) {
        return new Column(camelCase(name), Optional.of(name), value);
    }

    private static Column ofLedger(String name, Function<LedgerReview, @Nullable Object> value) {
        return new Column("ledger." + camelCase(name), Optional.of(name), trial -> value.apply(trial.ledger()));
    }

    private static Column parameter(String name) {
        return new Column(
                PARAMETERS.path + "." + name,
                Optional.of(name),
                trial -> trial.parameters().get(name));
    }

    private static String camelCase(String kebab) {
        StringBuilder camel = new StringBuilder();
        for (String word : kebab.split("-", -1)) {
            camel.append(camel.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return camel.toString();
    }

    /** How tables show a value, and where it stands in its column. */
    public enum Format {
        /** The trial's number; on the page a link to it. */
        TRIAL(true, String::valueOf),
        /** As it is. */
        TEXT(false, String::valueOf),
        /** One word of a few, each of which has its colour on the page. */
        WORD(false, String::valueOf),
        /** A swept parameter's value. */
        SETTING(true, String::valueOf),
        /** A whole number. */
        COUNT(true, value -> Decimals.whole(((Number) value).longValue())),
        /** How much smaller. */
        RATIO(true, decimal(2)),
        /** Accuracy or R². */
        SCORE(true, decimal(4)),
        /** Of two scores. */
        DIFFERENCE(true, value -> Decimals.signed(4, ((Number) value).doubleValue())),
        /** A time. */
        SECONDS(true, decimal(1)),
        /** Whether the trial is on the front, tied with it, or off it. */
        FRONT(false, String::valueOf),
        /**
         * The trial's outcome, or before there is one its state; and whether it was trained in another run, or who had
         * it halted.
         */
        END(false, String::valueOf);

        private final boolean number;

        @SuppressWarnings("ImmutableEnumChecker") // functions of a number
        private final Function<Object, String> text;

        Format(boolean number, Function<Object, String> text) {
            this.number = number;
            this.text = text;
        }

        private static Function<Object, String> decimal(int digits) {
            return value -> Decimals.fixed(digits, ((Number) value).doubleValue());
        }

        private @Nullable Object of(TrialSummary trial, Column column) {
            return switch (this) {
                case FRONT -> trial.onFront() ? "*" : trial.tied() ? "tied" : null;
                case END ->
                    trial.outcome() == null
                            ? trial.state()
                            : trial.outcome()
                                    + (trial.reusedFrom() == null ? "" : ", reused")
                                    + (trial.haltedBy() == null ? "" : ", " + trial.haltedBy());
                default -> column.value.apply(trial);
            };
        }
    }

    /** A column as tables show it. */
    private record Heading(String head, Column column, Format format) {}

    /**
     * A column of the table on the page, which knows how each format is shown.
     *
     * @param name as in a run's sheet
     * @param head its heading
     * @param path in the trial's JSON, dots between names
     * @param format in kebab-case
     * @param number whether it stands at the right
     */
    public record PageColumn(String name, String head, String path, String format, boolean number) {}

    /**
     * Those of the CSV of some trials with these swept parameters: compute keys, and agreement with a given network,
     * where one of them has one.
     */
    static List<Column> inCsv(List<String> parameters, Stream<TrialSummary> trials) {
        List<TrialSummary> all = trials.toList();
        boolean mixed = all.stream().anyMatch(trial -> trial.computeKey() != null);
        boolean agreed = all.stream().anyMatch(trial -> trial.testAgreement() != null);
        return Stream.concat(ALL.stream().filter(column -> !column.equals(ID)), Stream.of(ID))
                .flatMap(column -> column.equals(PARAMETERS)
                        ? parameters.stream().map(TrialColumns::parameter)
                        : Stream.of(column))
                .filter(column -> column.csv.isPresent()
                        && (mixed || !column.equals(COMPUTE_KEY))
                        && (agreed || !column.equals(AGREEMENT)))
                .toList();
    }

    /** Those of the table in a terminal of a run with these swept parameters; a terminal is narrow. */
    static List<ColumnData<TrialSummary>> inTerminal(List<String> parameters, List<TrialSummary> trials) {
        return headings(trials)
                .filter(heading -> !heading.column.equals(EPOCHS))
                .flatMap(heading -> heading.column.equals(PARAMETERS)
                        ? parameters.stream().map(name -> new Heading(name, parameter(name), heading.format))
                        : Stream.of(heading))
                .map(TrialColumns::inTerminal)
                .toList();
    }

    /** What tables show of these trials: their hosts where those are several, agreement where one of them has any. */
    private static Stream<Heading> headings(List<TrialSummary> trials) {
        boolean oneHost = trials.stream()
                        .flatMap(trial -> Stream.ofNullable(trial.host()))
                        .distinct()
                        .count()
                < 2;
        boolean agreed = trials.stream().anyMatch(trial -> trial.testAgreement() != null);
        return HEADINGS.stream()
                .filter(heading -> !(oneHost && heading.column.equals(HOST)))
                .filter(heading -> agreed || !heading.column.equals(AGREEMENT));
    }

    private static ColumnData<TrialSummary> inTerminal(Heading heading) {
        Format format = heading.format;
        String head = heading.head.replace("Θ", "Theta");
        Function<TrialSummary, String> text = trial -> {
            Object value = format.of(trial, heading.column);
            return value == null ? "" : format.text.apply(value);
        };
        return format.number ? TextTable.right(head, text) : TextTable.left(head, text);
    }

    /** Those of the table on the page of a run with these swept parameters. */
    public static List<PageColumn> onPage(List<String> parameters, List<TrialSummary> trials) {
        return headings(trials)
                .flatMap(heading -> heading.column.equals(PARAMETERS)
                        ? parameters.stream().map(name -> new Heading(name, parameter(name), heading.format))
                        : Stream.of(heading))
                .map(TrialColumns::onPage)
                .toList();
    }

    private static PageColumn onPage(Heading heading) {
        return new PageColumn(
                heading.column.name(),
                heading.head,
                heading.column.path,
                KebabCase.of(heading.format),
                heading.format.number);
    }

    /** Those of a run's sheet, but for its swept parameters; the number, by which a trial is known there, first. */
    public static List<Column> inSheet() {
        return Stream.concat(
                        Stream.of(NUMBER),
                        ALL.stream()
                                .filter(column -> !List.of("number", "hash", PARAMETERS.path)
                                        .contains(column.path)))
                .toList();
    }
}
