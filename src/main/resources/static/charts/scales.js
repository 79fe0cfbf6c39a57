// Where values lie along an axis, as fractions: 0 at its low end, 1 at its high one. Pure: knows no page.

import {count as counted, plain, significant} from "../format.js";

const STEPS = [1, 2, 5, 10];

/** From line to line where there is nothing between whole numbers. */
export const WHOLE = [1, 10, 100, 1000, 10000, 100000].flatMap(power => [1, 2, 5].map(factor => factor * power));

/**
 * An axis along which all of these values have a place, but for missing ones and those that a logarithm cannot hold.
 *
 * @param values numbers or texts; null where there is none
 * @param kind "number" or "text"
 * @param scale "linear" or "log"
 * @returns {kind, low, high, words, whole, place(value), value(fraction), ticks(count)}; whole: whether all are integers
 */
export function axisOf(values, kind = "number", scale = "linear") {
    if (kind === "text") {
        return words([...new Set(values.filter(value => value !== null && value !== undefined).map(String))].sort(inOrder));
    }
    const held = values.filter(value => typeof value === "number" && Number.isFinite(value));
    const log = scale === "log" && held.some(value => value > 0);
    let low = Infinity;
    let high = -Infinity;
    for (const value of held) {
        if (!log || value > 0) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
    }
    return numbers(low, high, log ? "log" : "linear", held.every(Number.isInteger));
}

/** Numbers within texts are in their order, in every language: "conv-8" before "conv-16". */
export function inOrder(a, b) {
    const [ones, others] = [a, b].map(text => text.split(/(\d+)/));
    for (let i = 0; i < Math.min(ones.length, others.length); i++) {
        const order = i % 2 === 1 ? ones[i] - others[i] : 0;
        if (order !== 0 || ones[i] !== others[i]) {
            return order || (ones[i] < others[i] ? -1 : 1);
        }
    }
    return ones.length - others.length;
}

/** An axis from the lowest to the highest of numbers. */
export function numbers(low, high, scale = "linear", whole = false) {
    if (!(low <= high)) {
        [low, high] = scale === "log" ? [1, 10] : [0, 1];
    }
    const way = scale === "log" ? Math.log : value => value;
    const back = scale === "log" ? Math.exp : value => value;
    const [from, to] = [way(low), way(high)];
    const span = to - from;
    const place = value => {
        if (typeof value !== "number" || !Number.isFinite(value) || (scale === "log" && value <= 0)) {
            return null;
        }
        return span === 0 ? (value === low ? 0.5 : value < low ? -Infinity : Infinity) : (way(value) - from) / span;
    };
    const value = fraction => {
        const within = Math.min(1, Math.max(0, fraction));
        return within === 0 ? low : within === 1 ? high : back(from + within * span);
    };
    const ticks = count => (scale === "log" ? logTicks(low, high, count, whole) : linearTicks(low, high, count, whole))
        .map(tick => ({value: tick, at: place(tick), text: shortNumber(tick)}));
    return {kind: scale, low, high, words: null, whole, place, value, ticks};
}

/** An axis of texts, at equal distances, with room at both ends. */
export function words(texts) {
    const places = new Map(texts.map((text, i) => [text, (i + 0.5) / texts.length]));
    const place = value => value === null || value === undefined ? null : places.get(String(value)) ?? null;
    const value = fraction => texts[Math.min(texts.length - 1, Math.max(0, Math.floor(fraction * texts.length)))] ?? null;
    // As many of the texts as there is room for, evenly.
    const ticks = count => texts
        .filter((_, i) => i % Math.max(1, Math.ceil(texts.length / Math.max(1, count))) === 0)
        .map(text => ({value: text, at: places.get(text), text}));
    return {kind: "text", low: texts[0] ?? null, high: texts[texts.length - 1] ?? null, words: texts, whole: false, place, value, ticks};
}

function linearTicks(low, high, count, whole) {
    if (low === high) {
        return [low];
    }
    const rough = (high - low) / Math.max(1, count);
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = Math.max(whole ? 1 : 0, power * STEPS.find(factor => factor * power >= rough * (1 - 1e-9)));
    const ticks = [];
    for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
        ticks.push(plain(i * step));
    }
    return ticks;
}

function logTicks(low, high, count, whole) {
    const decades = Math.log10(high / low);
    if (decades < 1) {
        return linearTicks(low, high, count, whole);
    }
    const every = Math.max(1, Math.ceil(decades / count));
    const factors = decades * 3 <= count ? [1, 2, 5] : [1];
    const ticks = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
        for (const factor of power % every === 0 ? factors : []) {
            const tick = plain(factor * 10 ** power);
            if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) {
                ticks.push(tick);
            }
        }
    }
    return ticks.length > 0 ? ticks : [low, high];
}

/** At most four digits, with the powers of ten that people read. */
export function shortNumber(value) {
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-3 || size >= 1e7)) {
        return value.toExponential(2).replace(/\.?0+e/, "e").replace("e+", "e");
    }
    return size >= 1000 ? counted(Math.round(value)) : significant(value);
}
