package io.weightloom.training;

import io.weightloom.program.InferenceProgram;
import java.util.Map;
import java.util.stream.Stream;

/** What takes the place of statistics of a batch, by the names of the variables that hold them, each row-major. */
interface Statistics extends AutoCloseable {

    /** The shape of a statistic. */
    long[] shape(String statistic);

    /** Programs that have to know the parameters and z. */
    Stream<InferenceProgram> programs();

    /**
     * Those of all examples together.
     *
     * @param draw number of the draw of the condition that is loaded; 0 if it is not drawn anew
     */
    Map<String, float[]> ofAll(int draw);

    /** Those of each of some tasks, as many as run at the same time. */
    Map<String, float[]> of(int[] tasks);

    @Override
    void close();
}
