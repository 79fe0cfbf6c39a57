package io.weightloom.runner.cluster;

import com.github.kagkarlsson.scheduler.serializer.Serializer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What a worker is told of a trial; everything else stands in the database.
 *
 * @param run its run
 * @param number of the trial in its run
 * @param jobExecution of Spring Batch, that split the trials
 * @param stepExecution of Spring Batch, that is the trial's partition
 * @param mixed whether it may be trained by workers that make other numbers
 * @param maxSeconds after which it is halted
 */
record TrialTask(long run, int number, long jobExecution, long stepExecution, boolean mixed, OptionalInt maxSeconds) {

    /** Name of the instance in the queue. */
    String instance() {
        return prefix(run, jobExecution) + number + "/" + stepExecution;
    }

    /** What the instances of a run begin with. */
    static String prefix(long run) {
        return run + "/";
    }

    /** What those of one job execution begin with. */
    static String prefix(long run, long jobExecution) {
        return prefix(run) + jobExecution + "/";
    }

    /** The number of the trial of an instance. */
    static int numberOf(String instance) {
        return Integer.parseInt(instance.split("/", -1)[2]);
    }

    /** As a line of words, which a person can read in the database too. */
    static final class Words implements Serializer {

        private static final String NONE = "-";

        @Override
        public byte[] serialize(Object data) {
            TrialTask task = (TrialTask) data;
            String seconds = task.maxSeconds.isPresent() ? String.valueOf(task.maxSeconds.getAsInt()) : NONE;
            return String.join(
                            " ",
                            Stream.of(task.run, task.number, task.jobExecution, task.stepExecution, task.mixed, seconds)
                                    .map(String::valueOf)
                                    .toList())
                    .getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public <T> T deserialize(Class<T> type, byte[] data) {
            List<String> words = List.of(new String(data, StandardCharsets.UTF_8).split(" ", -1));
            return type.cast(new TrialTask(
                    Long.parseLong(words.get(0)),
                    Integer.parseInt(words.get(1)),
                    Long.parseLong(words.get(2)),
                    Long.parseLong(words.get(3)),
                    Boolean.parseBoolean(words.get(4)),
                    words.get(5).equals(NONE) ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(words.get(5)))));
        }
    }
}
