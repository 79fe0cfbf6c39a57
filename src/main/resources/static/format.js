// Numbers and times as people read them. The only place of the page that rounds. Pure.

export const MINUS = "−";
const NONE = "";

// What rounds to zero has no sign.
const unsignedZero = text => (/[1-9]/.test(text) ? text : text.replace(/^[-−+]/, ""));
const present = value => value !== null && value !== undefined && !Number.isNaN(value);

export const fixed = (value, digits) =>
    present(value) ? unsignedZero(value.toFixed(digits)).replace("-", MINUS) : NONE;

export const signed = (value, digits = 4) =>
    present(value) ? unsignedZero((value < 0 ? MINUS : "+") + Math.abs(value).toFixed(digits)) : NONE;

/** For what may be of any size: errors, losses, norms. */
export const significant = (value, digits = 4) =>
    present(value) ? String(Number(value.toPrecision(digits)) + 0).replace("-", MINUS) : NONE;

/** The digits that a number is meant to have, and no rest of binary fractions ("0.30000000000000004"). */
export const plain = (value, digits = 10) => Number(value.toPrecision(digits));

export const count = value => (present(value) ? value.toLocaleString("en") : NONE);

/**
 * After how many decimals a mean says no more: few seeds tell one digit of its standard error, ten and more tell two.
 * One seed's score is shown to three, as nobody knows how much it scatters.
 *
 * @param deviation of the seeds; null if there is but one
 * @param n how many seeds
 */
export function decimals(deviation, n) {
    if (!present(deviation) || !present(n) || n < 2) {
        return 3;
    }
    const error = deviation / Math.sqrt(n);
    return error > 0 ? Math.min(6, Math.max(1, (n < 10 ? 0 : 1) - Math.floor(Math.log10(error)))) : 4;
}

/** A mean over n seeds, with as many digits as they warrant. */
export const mean = (value, deviation, n) => fixed(value, decimals(deviation, n));

/** A mean with its interval, or why it has none. */
export function interval(value, low, high, n, missing) {
    if (!present(value)) {
        return NONE;
    }
    if (!present(low) || !present(high)) {
        return `${fixed(value, decimals(null, n))} (${because(missing, n)})`;
    }
    const digits = decimals(((high - low) / 4) * Math.sqrt(n), n);
    return `${fixed(value, digits)} [${fixed(low, digits)}, ${fixed(high, digits)}]`;
}

/** Why there is no interval. */
export function because(missing, n) {
    return (
        {
            "one-seed": "one seed",
            "identical": `all ${n ?? ""} seeds alike`.replace("  ", " "),
            "not-ended": "seeds still to come",
            "not-completed": "not every seed completed",
        }[missing] ?? (n === 1 ? "one seed" : "no interval")
    );
}

/** Bytes with the unit that fits. */
export function bytes(value) {
    if (!present(value)) {
        return NONE;
    }
    const units = ["B", "KiB", "MiB", "GiB", "TiB"];
    const unit = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(value) / 10));
    return unit === 0 ? `${count(value)} B` : `${significant(value / 1024 ** unit, 3)} ${units[unit]}`;
}

/** How long, in the two largest units: 2 h 5 min. */
export function duration(seconds) {
    if (!present(seconds)) {
        return NONE;
    }
    if (seconds < 10) {
        return `${fixed(seconds, 1)} s`;
    }
    const whole = Math.round(seconds);
    const parts = [
        [Math.floor(whole / 86400), "d"],
        [Math.floor(whole / 3600) % 24, "h"],
        [Math.floor(whole / 60) % 60, "min"],
        [whole % 60, "s"],
    ];
    const first = parts.findIndex(([value]) => value > 0);
    return parts
        .slice(first, first + 2)
        .filter(([value]) => value > 0)
        .map(([value, unit]) => `${value} ${unit}`)
        .join(" ");
}

/** A moment in a zone, the reader's if none is given, which is named if asked for; its year if that is not the present one. */
export function time(instant, zone, named = false, now = new Date()) {
    if (!instant) {
        return NONE;
    }
    const when = new Date(instant);
    const options = {
        ...(when.getFullYear() === now.getFullYear() ? {} : {year: "numeric"}),
        day: "numeric",
        month: "short",
        hour: "2-digit",
        minute: "2-digit",
        ...(zone ? {timeZone: zone} : {}),
        ...(named ? {timeZoneName: "short"} : {}),
    };
    return when.toLocaleString("en-GB", options);
}

/** A value of a swept parameter. */
export const setting = value => (present(value) ? String(value) : NONE);

/** How much of something is done, from 0 to 1. */
export const share = (done, of) => (of > 0 ? Math.min(1, done / of) : 0);

export const percent = value => (present(value) ? `${fixed(100 * value, value > 0 && value < 0.1 ? 1 : 0)} %` : NONE);

/** The last part of a setting's name, which is mostly enough: `z-dim` for `hypernet.z-dim`; and `layers.1`, not `1`. */
export const short = name => /[^.]*(\.\d+)*$/.exec(name)[0];
