package io.weightloom.trial;

import io.weightloom.data.Predicted;
import io.weightloom.data.Preprocessing;
import io.weightloom.data.Scale;
import io.weightloom.data.Tasks;
import io.weightloom.data.raw.Feature;
import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.Table;
import io.weightloom.format.NamedTensors;
import io.weightloom.format.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A preprocessing as a file holds it: its numbers as tensors in double precision, one number in place of many that are
 * all the same, and all else as JSON.
 *
 * @param columns of a table; null for pictures and their pixels
 * @param picture whose pixels an example is; null for others
 * @param coordinates of a pixel; null for others
 * @param classes names of the classes; null for numbers to predict
 * @param classesOfTasks names of the classes in each task; null if they are the same in all
 * @param numbers names of the numbers to predict; null for classes
 * @param peak the largest difference between two labels; null if none is known
 * @param trained tasks that are trained on
 * @param tasks all tasks
 * @param descriptors what each of the numbers is that describe a task; null if nothing describes them
 */
record PreprocessingForm(
        @Nullable List<Column> columns,
        @Nullable Picture picture,
        @Nullable Coordinates coordinates,
        @Nullable List<String> classes,
        @Nullable List<List<String>> classesOfTasks,
        @Nullable List<String> numbers,
        @Nullable Double peak,
        int trained,
        int tasks,
        @Nullable List<String> descriptors) {

    private static final String MEANS = "input/means";
    private static final String DEVIATIONS = "input/deviations";
    private static final String FILLS = "input/fills";
    private static final String OUTPUT_MEANS = "output/means";
    private static final String OUTPUT_DEVIATIONS = "output/deviations";
    private static final String DESCRIPTORS = "task/descriptors";

    /** A column of a table; {@code categories} is null of one that holds numbers. */
    record Column(String name, @Nullable List<String> categories, boolean gap) {}

    /** A picture; {@code channels} is null of one channel, {@code white} if it is not known. */
    record Picture(
            @Nullable Integer channels,
            int height,
            int breadth,
            @Nullable Double white) {

        static Picture of(Features.Picture picture) {
            return new Picture(
                    picture.channels() == 1 ? null : picture.channels(),
                    picture.height(),
                    picture.breadth(),
                    boxed(picture.white()));
        }

        Features.Picture features() {
            return new Features.Picture(channels == null ? 1 : channels, height, breadth, optional(white));
        }
    }

    /** Those of a pixel in a picture of this size. */
    record Coordinates(int height, int breadth) {}

    static PreprocessingForm of(Preprocessing preprocessing) {
        Features features = preprocessing.features();
        Predicted predicted = preprocessing.predicted();
        Tasks tasks = preprocessing.tasks();
        return new PreprocessingForm(
                features instanceof Features.Columns table
                        ? table.columns().stream()
                                .map(each -> new Column(
                                        each.name(), each.categories().orElse(null), each.gap()))
                                .toList()
                        : null,
                features instanceof Features.Picture pixels ? Picture.of(pixels) : null,
                features instanceof Features.Coordinates pixel
                        ? new Coordinates(pixel.height(), pixel.breadth())
                        : null,
                predicted instanceof Predicted.Classes classes ? classes.names() : null,
                predicted instanceof Predicted.Classes classes
                                && !classes.ofTasks().isEmpty()
                        ? classes.ofTasks()
                        : null,
                predicted instanceof Predicted.Numbers numbers ? numbers.names() : null,
                predicted instanceof Predicted.Numbers numbers ? boxed(numbers.peak()) : null,
                tasks.trained(),
                tasks.all(),
                tasks.descriptors().map(PreprocessingForm::names).orElse(null));
    }

    /** Adds its numbers to the tensors of a file. */
    static void write(Preprocessing preprocessing, Map<String, Tensor> tensors) {
        tensors.put(MEANS, tensor(preprocessing.inputs().means()));
        tensors.put(DEVIATIONS, tensor(preprocessing.inputs().deviations()));
        tensors.put(FILLS, tensor(preprocessing.fills()));
        if (preprocessing.predicted() instanceof Predicted.Numbers numbers) {
            tensors.put(OUTPUT_MEANS, tensor(numbers.scale().means()));
            tensors.put(OUTPUT_DEVIATIONS, tensor(numbers.scale().deviations()));
        }
        preprocessing
                .tasks()
                .descriptors()
                .ifPresent(
                        table -> tensors.put(DESCRIPTORS, Tensor.of(numbersOf(table), table.rows(), table.columns())));
    }

    static Preprocessing read(PreprocessingForm form, NamedTensors tensors) {
        Features features = form.features();
        int width = features.width();
        List<String> described = form.descriptors();
        return new Preprocessing(
                features,
                numbers(tensors, FILLS, width),
                scale(tensors, MEANS, DEVIATIONS, width),
                form.predicted(tensors),
                new Tasks(
                        form.trained(),
                        form.tasks(),
                        described == null
                                ? Optional.empty()
                                : Optional.of(new Table.Numbers(
                                        numbers(tensors, DESCRIPTORS, form.tasks() * described.size()), described))));
    }

    private Features features() {
        if (columns != null) {
            return new Features.Columns(columns.stream()
                    .map(each -> new Feature(each.name(), Optional.ofNullable(each.categories()), each.gap()))
                    .toList());
        } else if (picture != null) {
            return picture.features();
        } else if (coordinates != null) {
            return new Features.Coordinates(coordinates.height(), coordinates.breadth());
        }
        throw new IllegalArgumentException("it does not say what an example is");
    }

    private Predicted predicted(NamedTensors tensors) {
        if (classes != null) {
            return new Predicted.Classes(classes, classesOfTasks == null ? List.of() : classesOfTasks);
        } else if (numbers != null) {
            return new Predicted.Numbers(
                    numbers, scale(tensors, OUTPUT_MEANS, OUTPUT_DEVIATIONS, numbers.size()), optional(peak));
        }
        throw new IllegalArgumentException("it does not say what is predicted");
    }

    private static List<String> names(Table table) {
        return IntStream.range(0, table.columns()).mapToObj(table::name).toList();
    }

    private static double[] numbersOf(Table table) {
        double[] numbers = new double[table.rows() * table.columns()];
        double[] row = new double[table.columns()];
        for (int i = 0; i < table.rows(); i++) {
            table.read(i, row);
            System.arraycopy(row, 0, numbers, i * row.length, row.length);
        }
        return numbers;
    }

    private static Scale scale(NamedTensors tensors, String means, String deviations, int width) {
        return new Scale(numbers(tensors, means, width), numbers(tensors, deviations, width));
    }

    /** One number if all are the same, bit for bit. */
    private static Tensor tensor(double[] numbers) {
        boolean same = numbers.length > 1
                && Arrays.stream(numbers)
                        .allMatch(each -> Double.doubleToLongBits(each) == Double.doubleToLongBits(numbers[0]));
        return same ? Tensor.of(new double[] {numbers[0]}, 1) : Tensor.of(numbers, numbers.length);
    }

    private static double[] numbers(NamedTensors tensors, String name, int width) {
        double[] numbers = tensors.tensor(name).doubles();
        if (numbers.length == 1) {
            double[] same = new double[width];
            Arrays.fill(same, numbers[0]);
            return same;
        } else if (numbers.length != width) {
            throw new IllegalArgumentException(
                    "%s has %s numbers, but should have %s".formatted(name, numbers.length, width));
        }
        return numbers;
    }

    private static @Nullable Double boxed(OptionalDouble number) {
        return number.isPresent() ? number.getAsDouble() : null;
    }

    private static OptionalDouble optional(@Nullable Double number) {
        return number == null ? OptionalDouble.empty() : OptionalDouble.of(number);
    }
}
