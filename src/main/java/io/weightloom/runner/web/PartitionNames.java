package io.weightloom.runner.web;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Keeps the meters of Spring Batch few: it names each partition of a step {@code trial:t00017}, and that name, as a
 * tag, would make a new time series of every trial. The tag's value ends at the colon.
 */
@Component
class PartitionNames implements MeterFilter {

    private static final String BATCH = "spring.batch.";

    @Override
    public Meter.Id map(Meter.Id id) {
        if (!id.getName().startsWith(BATCH)) {
            return id;
        }
        List<Tag> tags = id.getTags().stream()
                .map(tag -> Tag.of(tag.getKey(), tag.getValue().split(":", 2)[0]))
                .toList();
        return id.replaceTags(tags);
    }
}
