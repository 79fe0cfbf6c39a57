package io.weightloom.data.raw;

/**
 * One thing that is wrong with data.
 *
 * @param setting path of the setting of a trial that it concerns, such as {@code data.file}
 * @param message which file, where in it, what is wrong and what would be right
 */
public record DataFault(String setting, String message) {

    /** The whole section, where no single setting is at fault. */
    public static final String DATA = "data";

    /** The file of a CSV source. */
    public static final String FILE = "data.file";

    /** The column to predict of a CSV source. */
    public static final String LABEL = "data.label";

    /** The file for the test of a CSV source. */
    public static final String TEST_FILE = "data.test-file";

    /** The pictures for the test of an IDX source. */
    public static final String TEST_IMAGES = "data.test-images";

    /** The labels for the test of an IDX source. */
    public static final String TEST_LABELS = "data.test-labels";

    /** Examples to predict for, which no setting of a trial names. */
    public static final String INPUT = "input";

    /** What describes a task to predict for. */
    public static final String DESCRIPTOR = "descriptor";

    /** The task to predict for. */
    public static final String TASK = "task";

    /** The condition vector to predict with. */
    public static final String Z = "z";

    /** The columns of a CSV source that are left out. */
    public static final String IGNORE = "data.ignore";

    /** The columns of a CSV source to predict from. */
    public static final String FEATURES = "data.features";

    /** The columns of a series. */
    public static final String COLUMNS = "data.columns";

    /** The columns of a CSV source that hold categories. */
    public static final String CATEGORICAL = "data.categorical";

    /** The pictures of an IDX source. */
    public static final String IMAGES = "data.images";

    /** The pictures of a source of PNG files. */
    public static final String FOLDER = "data.folder";

    /** The pictures for the test of a source of PNG files. */
    public static final String TEST_FOLDER = "data.test-folder";

    /** By how much pictures become smaller. */
    public static final String SHRINK = "data.shrink";

    /** The labels of an IDX source. */
    public static final String LABELS = "data.labels";

    /** The picture of an image. */
    public static final String PNG = "data.png";

    /** Tasks that are trained on. */
    public static final String TASKS = "data.tasks";

    /** Tasks per step. */
    public static final String TASKS_PER_STEP = "training.tasks-per-step";
}
