import {is, same} from "./facts.js";
import {because, bytes, decimals, duration, fixed, interval, mean, percent, signed, significant, time} from "../../main/resources/static/format.js";

export const whatRoundsToZeroHasNoSign = () => same([fixed(-0.00001, 4), signed(-0.00001), significant(-0)], ["0.0000", "0.0000", "0"]);

export const aMinusIsAMinus = () => same([fixed(-1.5, 1), signed(-0.01), signed(0.01)], ["−1.5", "−0.0100", "+0.0100"]);

export const nothingIsEmpty = () => same([fixed(null, 2), signed(undefined), significant(NaN), bytes(null), duration(null), percent(null)], ["", "", "", "", "", ""]);

export const moreSeedsTellMoreDigits = () => {
    is(decimals(null, 1), 3);
    is(mean(0.912345, 0.02, 3), "0.91");
    is(mean(0.912345, 0.02, 16), "0.9123");
    is(mean(0.912345, 0.0002, 4), "0.9123");
};

export const anIntervalOrWhyThereIsNone = () => {
    is(interval(0.94123, 0.9351, 0.9473, 5, null), "0.941 [0.935, 0.947]");
    is(interval(0.94123, null, null, 1, "one-seed"), "0.941 (one seed)");
    is(because("identical", 3), "all 3 seeds alike");
    is(because("not-ended", 3), "seeds still to come");
};

export const durationsHaveTwoUnits = () => same([duration(3.25), duration(75), duration(3600), duration(90061)], ["3.3 s", "1 min 15 s", "1 h", "1 d 1 h"]);

export const bytesHaveTheUnitThatFits = () => same([bytes(500), bytes(2048), bytes(5 * 1024 * 1024)], ["500 B", "2 KiB", "5 MiB"]);

export const anotherYearIsSaid = () => {
    const at = instant => time(instant, "UTC", false, new Date("2026-11-29T12:00:00Z"));

    same([at("2026-03-01T10:00:00Z"), at("2025-03-01T10:00:00Z")].map(text => [/20\d\d/.exec(text)?.[0] ?? "", text.includes("10:00")]), [["", true], ["2025", true]]);
};
