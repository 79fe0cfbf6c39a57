package io.weightloom.runner.trained;

import io.weightloom.trial.ConditionValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What people write to say which of the target networks is meant that a trained hypernetwork can make. None of it means
 * the one that there is.
 *
 * @param task number of a task
 * @param descriptor numbers that describe a task
 * @param z numbers of a condition vector
 */
public record ConditionText(Optional<String> task, Optional<String> descriptor, Optional<String> z) {

    /** What a task may be, to stand after "must be". */
    public static final String TASK = "a task's number, counted from 0";

    /** What the others may be, to stand after "must be". */
    public static final String NUMBERS = "numbers with commas between them, such as 0.5,-1";

    private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");

    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,4})?");

    /** More of them than any network takes. */
    private static final int LONGEST = 1 << 20;

    /** Whether a text is the number of a task. */
    public static boolean isTask(String text) {
        return WHOLE.matcher(text.strip()).matches();
    }

    /** Whether a text is a list of finite numbers. */
    public static boolean isNumbers(String text) {
        return text.length() <= LONGEST
                && Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .allMatch(part -> NUMBER.matcher(part).matches() && Double.isFinite(Double.parseDouble(part)));
    }

    /** What is wrong with it, a sentence for each fault; none if it may mean one network. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        task.filter(text -> !isTask(text)).ifPresent(text -> faults.add(mustBe("task", TASK, text)));
        descriptor.filter(text -> !isNumbers(text)).ifPresent(text -> faults.add(mustBe("descriptor", NUMBERS, text)));
        z.filter(text -> !isNumbers(text)).ifPresent(text -> faults.add(mustBe("z", NUMBERS, text)));
        if (Stream.of(task, descriptor, z).filter(Optional::isPresent).count() > 1) {
            faults.add("Of task, descriptor and z, each says alone which network is meant: give one");
        }
        return faults;
    }

    /** What it means, if nothing is wrong with it. */
    public ConditionValue value() {
        return chosen().orElseGet(ConditionValue.Own::new);
    }

    /** What it means, if nothing is wrong with it; empty if it says nothing. */
    public Optional<ConditionValue> chosen() {
        return task.<ConditionValue>map(text -> new ConditionValue.Task(Integer.parseInt(text.strip())))
                .or(() -> descriptor.map(text -> new ConditionValue.Descriptor(numbers(text))))
                .or(() -> z.map(text -> new ConditionValue.Z(numbers(text))));
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static String mustBe(String name, String allowed, String given) {
        return "%s must be %s, but is '%s'".formatted(name, allowed, given);
    }
}
