package io.weightloom.spec.read;

import io.weightloom.spec.CronSpec;
import io.weightloom.spec.settings.ExperimentSettings;
import io.weightloom.spec.settings.Setting;
import io.weightloom.spec.settings.SettingNode;
import io.weightloom.text.Nearest;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads when an experiment is run again and again.
 *
 * @param settings reads single settings
 * @param cron knows what a cron expression looks like
 */
record ScheduleReader(SettingReader settings, CronSyntax cron) {

    /**
     * The schedule; empty, with faults, if it cannot be told.
     *
     * @param place full name of the part
     */
    Optional<CronSpec> read(SettingNode part, String place) {
        List<String> keys = Stream.of(
                        ExperimentSettings.CRON,
                        ExperimentSettings.ZONE,
                        ExperimentSettings.OVERLAP,
                        ExperimentSettings.MISFIRE)
                .map(Setting::key)
                .toList();
        Optional<Map<String, SettingNode>> entries = settings.entries(part, place, keys);
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        SettingNode cronNode = entries.get().get(ExperimentSettings.CRON.key());
        if (cronNode == null && !SettingReader.meant(ExperimentSettings.CRON.key(), entries.get())) {
            settings.faults()
                    .add(
                            part.origin(),
                            place + "." + ExperimentSettings.CRON.key(),
                            SettingReader.missing(ExperimentSettings.CRON));
        }
        Optional<String> expression = Optional.ofNullable(cronNode)
                .flatMap(cronGiven -> settings.plain(
                        ExperimentSettings.CRON, cronGiven, place + "." + ExperimentSettings.CRON.key(), ""))
                .map(read -> (String) read.plain());
        if (cronNode != null) {
            expression
                    .flatMap(cron::fault)
                    .ifPresent(fault -> settings.faults()
                            .add(
                                    cronNode.origin(),
                                    place + "." + ExperimentSettings.CRON.key(),
                                    "must be %s, but is %s: %s"
                                            .formatted(
                                                    ExperimentSettings.CRON
                                                            .kind()
                                                            .allowed(),
                                                    cronNode.text(),
                                                    fault)));
        }
        String zone = settings.value(ExperimentSettings.ZONE, entries.get(), place);
        Optional<ZoneId> zoneId = zone(zone, entries.get().getOrDefault(ExperimentSettings.ZONE.key(), part), place);
        CronSpec.Overlap overlap = settings.value(ExperimentSettings.OVERLAP, entries.get(), place);
        CronSpec.Misfire misfire = settings.value(ExperimentSettings.MISFIRE, entries.get(), place);
        return expression.flatMap(fields -> zoneId.map(id -> new CronSpec(fields, id, overlap, misfire)));
    }

    private Optional<ZoneId> zone(String zone, SettingNode where, String place) {
        try {
            return Optional.of(ZoneId.of(zone));
        } catch (DateTimeException e) {
            List<String> meant = Nearest.several(zone, ZoneId.getAvailableZoneIds());
            String hint = meant.isEmpty() ? "" : "; did you mean '" + String.join("' or '", meant) + "'?";
            settings.faults()
                    .add(
                            where.origin(),
                            place + "." + ExperimentSettings.ZONE.key(),
                            "must be %s, but is '%s'%s"
                                    .formatted(ExperimentSettings.ZONE.kind().allowed(), zone, hint));
            return Optional.empty();
        }
    }
}
