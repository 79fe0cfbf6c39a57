// What the charts say of points alike: their names, the swept parameters that tell them apart, and which are the best. Pure.

import {sound, valueOf} from "../sheet.js";
import {count, interval, setting, short} from "../format.js";

const known = new WeakMap(); // by sheet, as every name asks for it

/** Swept parameters in which points of the run differ; seeds are not of points. */
export function swept(sheet) {
    if (!known.has(sheet)) {
        known.set(sheet, sheet.parameters.filter(({name}) => {
            const first = sheet.points.length > 0 ? valueOf(sheet.points[0], name) : null;
            return sheet.points.some(point => valueOf(point, name) !== first);
        }));
    }
    return known.get(sheet);
}

/** What tells a point from the others: its number, its role and size if it is a control, and its settings. */
export function nameOf(point, sheet) {
    const settings = swept(sheet)
        .filter(({name}) => valueOf(point, name) !== null)
        .map(({name}) => `${short(name)} ${setting(valueOf(point, name))}`);
    return [`${point.number}`, ...(point.role === "hypernetwork" ? [] : [point.role, `${count(point.trainable)} numbers`]), ...settings].join(" · ");
}

/** A point's name with its validation score, for a line of text. */
export function sentence(point, sheet) {
    const {validationScore, validationLow, validationHigh, seeds, completed, intervalMissing} = point;
    const score = interval(validationScore, validationLow ?? null, validationHigh ?? null, completed ?? seeds, intervalMissing);
    return `Point ${nameOf(point, sheet)}: ${score ? `validation score ${score}` : `no validation score, ${point.outcome}`}`;
}

/** By falling validation score: of which every seed completed before others, points without a score last. */
export const bestFirst = points => [...points].sort((a, b) =>
    (a.validationScore === null) - (b.validationScore === null) || sound(b) - sound(a)
    || b.validationScore - a.validationScore || a.number - b.number);
