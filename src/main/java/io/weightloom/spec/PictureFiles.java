package io.weightloom.spec;

import io.weightloom.spec.fault.Misfit;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Pictures in files, of several classes. */
public final class PictureFiles {

    private PictureFiles() {}

    /**
     * A pair of IDX files (LeCun's MNIST format), plain or gzipped.
     *
     * @param images file {@code [samples, height, width]}, or of four extents with channels
     * @param labels file {@code [samples]}; empty if there are pictures alone
     * @param classes number of classes; every label is below it
     * @param testImages the same for the test; empty if examples of the first pair serve for it
     * @param testLabels the same for the test; given together with the pictures
     * @param reading how pictures are read
     */
    public record Idx(
            Path images,
            Optional<Path> labels,
            int classes,
            Optional<Path> testImages,
            Optional<Path> testLabels,
            PictureSpec.Reading reading)
            implements SourceSpec.Pictures {

        /** One pair for everything. */
        public Idx(Path images, Path labels, int classes) {
            this(images, Optional.of(labels), classes, Optional.empty(), Optional.empty());
        }

        /** Pictures as they lie in the files. */
        public Idx(
                Path images, Optional<Path> labels, int classes, Optional<Path> testImages, Optional<Path> testLabels) {
            this(images, labels, classes, testImages, testLabels, PictureSpec.Reading.PLAIN);
        }

        @Override
        public Idx with(PictureSpec.Reading other) {
            return new Idx(images, labels, classes, testImages, testLabels, other);
        }

        @Override
        public boolean labelled() {
            return labels.isPresent();
        }

        @Override
        public boolean givesTest() {
            return testImages.isPresent();
        }

        @Override
        public SourceFacts facts() {
            return SourceFacts.ofOutputs(OptionalInt.of(classes));
        }

        @Override
        public List<Misfit> misfits() {
            if (labels.isEmpty() && testLabels.isPresent()) {
                return List.of(Misfit.of(
                        Keys.DATA,
                        Keys.TEST_LABELS,
                        "must not be given without data.labels: pictures for the test are like those to train on"));
            } else if (labels.isEmpty() || testImages.isPresent() == testLabels.isPresent()) {
                return List.of();
            }
            String given = testImages.isPresent() ? Keys.TEST_IMAGES : Keys.TEST_LABELS;
            return List.of(Misfit.of(
                    Keys.DATA,
                    testImages.isPresent() ? Keys.TEST_LABELS : Keys.TEST_IMAGES,
                    "must be given beside data.%s: pictures and labels for the test go together".formatted(given)));
        }
    }

    /**
     * A folder with a folder of PNG files for each class, which is called as its folder.
     *
     * @param folder the folder
     * @param testFolder another one for the test; empty if examples of the first serve for it
     * @param reading how pictures are read
     */
    public record Folder(Path folder, Optional<Path> testFolder, PictureSpec.Reading reading)
            implements SourceSpec.Pictures {

        @Override
        public Folder with(PictureSpec.Reading other) {
            return new Folder(folder, testFolder, other);
        }

        @Override
        public boolean givesTest() {
            return testFolder.isPresent();
        }

        @Override
        public SourceFacts facts() {
            return SourceFacts.ofOutputs(OptionalInt.empty());
        }
    }
}
