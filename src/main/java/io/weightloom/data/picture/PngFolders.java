package io.weightloom.data.picture;

import io.weightloom.data.raw.DataFault;
import io.weightloom.data.raw.DataFile;
import io.weightloom.data.raw.FaultGathering;
import io.weightloom.data.raw.Features;
import io.weightloom.data.raw.InvalidDataException;
import io.weightloom.data.raw.Labels;
import io.weightloom.data.raw.RawExamples;
import io.weightloom.data.raw.Scaling;
import io.weightloom.data.raw.Shown;
import io.weightloom.data.raw.Source;
import io.weightloom.data.raw.Table;
import io.weightloom.spec.PictureFiles;
import io.weightloom.spec.PictureSpec.Extents;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pictures in a folder of PNG files for each class, and perhaps in other folders for the test. Classes are called as
 * their folders, and numbered by name, as examples are within them. A pixel of eight bits is a number from 0 to 255, as
 * in an IDX file of bytes; one of {@code b} bits with the value {@code v} is {@code 255 v / (2^b - 1)}. Immutable.
 */
public record PngFolders(PictureFiles.Folder spec) implements Source {

    private static final int WHITE = 255;

    /** Levels of 16 bits are at least 1 / 257 from a whole number that they are not. */
    private static final double WHOLE = 1e-6;

    /** Classes that there must be to train on; of some the test may have nothing. */
    private static final int LEAST_CLASSES = 2;

    /** Files of which it is told what is wrong with each. */
    private static final int MOST_TOLD = 20;

    /** The folder of a class with its files. */
    private record ClassFolder(String name, List<DataFile> files) {}

    /**
     * A picture of a class.
     *
     * @param element type of its pixels
     * @param values the pixels, as an IDX file has them
     */
    private record Labelled(int label, DataFile file, Extents extents, IdxArray.Element element, byte[] values) {

        /** Bytes, if all numbers are whole. */
        static Labelled of(int label, DataFile file, Extents extents, double[] numbers) {
            boolean whole = Arrays.stream(numbers).allMatch(number -> Math.abs(number - Math.rint(number)) < WHOLE);
            IdxArray.Element element = whole ? IdxArray.Element.UNSIGNED_BYTE : IdxArray.Element.FLOAT;
            ByteBuffer values = ByteBuffer.allocate(numbers.length * element.bytes());
            for (double number : numbers) {
                put(number, element, values);
            }
            return new Labelled(label, file, extents, element, values.array());
        }

        void put(IdxArray.Element as, ByteBuffer into) {
            ByteBuffer own = ByteBuffer.wrap(values);
            for (int i = 0; i < extents.numbers(); i++) {
                put(element.value(own, i), as, into);
            }
        }

        private static void put(double number, IdxArray.Element as, ByteBuffer into) {
            if (as == IdxArray.Element.UNSIGNED_BYTE) {
                into.put((byte) Math.round(number));
            } else {
                into.putFloat((float) number);
            }
        }
    }

    private DataFile folder() {
        return new DataFile(spec.folder(), DataFault.FOLDER);
    }

    private Optional<DataFile> testFolder() {
        return spec.testFolder().map(folder -> new DataFile(folder, DataFault.TEST_FOLDER));
    }

    @Override
    public Object version(long seed) {
        FaultGathering faults = new FaultGathering();
        List<DataFile> files = faults.each(files(), PngFolders::classes).stream()
                .flatMap(List::stream)
                .flatMap(each -> each.files().stream())
                .toList();
        List<List<Object>> versions = faults.each(files, file -> List.of(file.name(), file.version()));
        faults.throwIfAny();
        return versions;
    }

    @Override
    public boolean isDrawn() {
        return false;
    }

    @Override
    public List<DataFile> files() {
        return Stream.concat(Stream.of(folder()), testFolder().stream()).toList();
    }

    @Override
    public Scaling scaling() {
        return Scaling.ALL_COLUMNS;
    }

    @Override
    public RawExamples read(long seed) {
        FaultGathering faults = new FaultGathering();
        Optional<List<ClassFolder>> train = faults.attempt(() -> classes(folder()));
        Optional<List<ClassFolder>> test = testFolder().flatMap(folder -> faults.attempt(() -> classes(folder)));
        List<String> names =
                train.orElse(List.of()).stream().map(ClassFolder::name).toList();
        if (train.isPresent()) {
            test.ifPresent(found -> requireKnown(names, found, faults));
        }
        faults.throwIfAny();
        Pile pile = new Pile(faults);
        train.orElseThrow().forEach(each -> pile.add(names.indexOf(each.name()), each));
        int trained = pile.pictures.size();
        test.orElse(List.of()).forEach(each -> pile.add(names.indexOf(each.name()), each));
        pile.throwIfAny();
        Extents extents = pile.pictures.get(0).extents();
        Pixels pixels = pixels(pile.pictures, extents);
        Table small = Shrunk.of(folder(), pixels, extents, spec.reading().shrink());
        Extents left = extents.shrunk(spec.reading().shrink());
        requireAsked(extents);
        return RawExamples.of(
                        spec.folder().toString(),
                        small,
                        new Labels.Classes(
                                pile.pictures.stream().mapToInt(Labelled::label).toArray(), names),
                        String.join("\n", names),
                        List.of())
                .withTests(RawExamples.range(trained, pile.pictures.size()))
                .withForm(new Features.Picture(left.channels(), left.height(), left.width(), OptionalDouble.of(WHITE)));
    }

    /** The folders of the classes, by name. */
    private static List<ClassFolder> classes(DataFile folder) {
        FaultGathering faults = new FaultGathering();
        List<ClassFolder> classes = new ArrayList<>();
        for (DataFile entry : folder.entries()) {
            if (entry.isFolder()) {
                List<DataFile> files = entry.entries();
                if (files.isEmpty()) {
                    faults.add(entry.setting(), "%s, the folder of a class, holds no picture".formatted(entry.name()));
                }
                classes.add(new ClassFolder(entry.lastName(), files));
            } else if (entry.lastName().toLowerCase(Locale.ROOT).endsWith(".png")) {
                faults.add(
                        entry.setting(),
                        "%s lies beside the folders of the classes; in which of them does it belong?"
                                .formatted(entry.name()));
            }
        }
        int least = folder.setting().equals(DataFault.FOLDER) ? LEAST_CLASSES : 1;
        if (classes.size() < least) {
            faults.add(
                    folder.setting(),
                    "%s must hold a folder of PNG files for each class, at least %s, but holds %s"
                            .formatted(
                                    folder.name(),
                                    least,
                                    classes.isEmpty()
                                            ? "no folder"
                                            : "one folder alone, "
                                                    + classes.get(0).name()));
        }
        faults.throwIfAny();
        return classes;
    }

    private void requireKnown(List<String> names, List<ClassFolder> test, FaultGathering faults) {
        test.stream()
                .filter(each -> !names.contains(each.name()))
                .forEach(each -> faults.add(
                        DataFault.TEST_FOLDER,
                        "%s holds a folder %s, but %s has none: there are %s"
                                .formatted(
                                        spec.testFolder().orElseThrow(),
                                        each.name(),
                                        spec.folder(),
                                        Shown.list(names))));
    }

    private void requireAsked(Extents extents) {
        spec.reading().misfit(extents).ifPresent(misfit -> {
            throw new InvalidDataException(DataFault.FOLDER, spec.folder() + " " + misfit);
        });
    }

    private Pixels pixels(List<Labelled> pictures, Extents extents) {
        boolean whole = pictures.stream().allMatch(picture -> picture.element() == IdxArray.Element.UNSIGNED_BYTE);
        IdxArray.Element element = whole ? IdxArray.Element.UNSIGNED_BYTE : IdxArray.Element.FLOAT;
        String origin = spec.folder().toString();
        ByteBuffer values =
                ByteBuffer.allocate(Table.length(origin, pictures.size(), extents.numbers() * element.bytes()));
        pictures.forEach(picture -> picture.put(element, values));
        return new Pixels(element, values.array(), extents, origin);
    }

    /** The pictures that have been read, all like the first one. */
    private static final class Pile {

        private final FaultGathering faults;
        private final List<Labelled> pictures = new ArrayList<>();
        private @Nullable Labelled first;
        private int wrong;
        private String setting = DataFault.FOLDER;

        Pile(FaultGathering faults) {
            this.faults = faults;
        }

        void add(int label, ClassFolder folder) {
            for (DataFile file : folder.files()) {
                try {
                    add(label, file);
                } catch (InvalidDataException e) {
                    setting = file.setting();
                    wrong++;
                    if (wrong <= MOST_TOLD) {
                        e.faults().forEach(fault -> faults.add(fault.setting(), fault.message()));
                    }
                }
            }
        }

        private void add(int label, DataFile file) {
            Picture picture = PngFile.read(file);
            Extents extents = new Extents(picture.grey() ? 1 : 3, picture.height(), picture.width());
            double[] numbers = picture.planes(extents.channels());
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] *= WHITE;
            }
            Labelled labelled = Labelled.of(label, file, extents, numbers);
            Labelled model = first == null ? labelled : first;
            first = model;
            if (!extents.equals(model.extents())) {
                throw new InvalidDataException(
                        file.setting(),
                        "%s is %s, but %s is %s: all pictures must be alike"
                                .formatted(
                                        file.name(), told(extents), model.file().name(), told(model.extents())));
            }
            pictures.add(labelled);
        }

        private static String told(Extents extents) {
            return "%s pixels high and %s wide, in %s"
                    .formatted(extents.height(), extents.width(), extents.channels() == 1 ? "grey" : "colour");
        }

        void throwIfAny() {
            if (wrong > MOST_TOLD) {
                faults.add(setting, "and %s more files".formatted(wrong - MOST_TOLD));
            }
            faults.throwIfAny();
        }
    }
}
