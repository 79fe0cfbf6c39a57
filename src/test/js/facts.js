// What facts are told with: each throws an error that says what was there and what was expected.
import "./search-params.js";

const text = value => typeof value === "string" ? value : JSON.stringify(value) ?? String(value);

export function is(actual, expected) {
    if (!Object.is(actual, expected)) {
        throw new Error(`${text(actual)} is not ${text(expected)}`);
    }
}

/** Compares what JSON says of both; the order of properties does not count. */
export function same(actual, expected) {
    is(canonical(actual), canonical(expected));
}

const canonical = value => JSON.stringify(value, (_, each) => each && typeof each === "object" && !Array.isArray(each)
    ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => a < b ? -1 : 1)) : each);

export function holds(condition, sentence) {
    if (!condition) {
        throw new Error(`It does not hold that ${sentence}`);
    }
}
