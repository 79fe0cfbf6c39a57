// The filter of the table: terms with blanks between them, all of which must hold. `name=value`, `!=`, `<`, `<=`, `>`,
// `>=`, `name~part`, or a bare word that any shown text contains; a value with blanks stands in double quotes.
// The page filters the rows of its sheet; the server has the same language for scripts (RowFilter), by the same cases. Pure.

const TERM = /^([^\s"=<>!~]+)(!=|<=|>=|=|<|>|~)(.*)$/s;

const TESTS = {
    "=": (value, wanted) => same(value, wanted),
    "!=": (value, wanted) => !same(value, wanted),
    "<": (value, wanted) => compared(value, wanted, order => order < 0),
    "<=": (value, wanted) => compared(value, wanted, order => order <= 0),
    ">": (value, wanted) => compared(value, wanted, order => order > 0),
    ">=": (value, wanted) => compared(value, wanted, order => order >= 0),
    "~": (value, wanted) => written(value).toLowerCase().includes(wanted.toLowerCase()),
};

/** The parts of a filter, quotes taken off. */
export function terms(filter) {
    const parts = [];
    let part = "";
    let quoted = false;
    let begun = false;
    for (const sign of filter) {
        if (sign === '"') {
            quoted = !quoted;
            begun = true;
        } else if (/\s/.test(sign) && !quoted) {
            if (begun) {
                parts.push(part);
            }
            part = "";
            begun = false;
        } else {
            part += sign;
            begun = true;
        }
    }
    return begun ? [...parts, part] : parts;
}

/**
 * What a filter lets pass.
 *
 * @param filter as it was typed
 * @param names of the columns
 * @return {{test: (value: (name: string) => unknown) => boolean, fault: string | null}} the test, which takes a function from
 *     a column's name to a row's value; and what is wrong with the filter, of which the rest still counts
 */
export function compile(filter, names) {
    const faults = [];
    const tests = terms(filter).map(term => {
        const [, name, sign, wanted] = TERM.exec(term) ?? [];
        if (name === undefined) {
            const part = term.toLowerCase();
            return value => names.some(each => written(value(each)).toLowerCase().includes(part));
        }
        const column = resolve(name, names);
        if (column.fault) {
            faults.push(column.fault);
            return () => true;
        }
        return value => TESTS[sign](value(column.name), wanted);
    });
    return {test: value => tests.every(test => test(value)), fault: faults.length === 0 ? null : faults.join(" ")};
}

/** The column that is meant by a name, or by its last part where only one column ends so. */
export function resolve(name, names) {
    if (names.includes(name)) {
        return {name};
    }
    const ending = names.filter(each => each.split(".").at(-1) === name);
    return ending.length === 1
        ? {name: ending[0]}
        : {fault: ending.length > 1 ? `${name} may be ${ending.join(" or ")}.` : `There is no column ${name}.`};
}

const isNumber = text => text !== "" && text !== null && text !== undefined && Number.isFinite(Number(text));

function same(value, wanted) {
    return isNumber(value) && isNumber(wanted) && typeof value !== "boolean"
        ? Number(value) === Number(wanted)
        : written(value) === wanted;
}

// Nothing is neither smaller nor greater than something.
function compared(value, wanted, holds) {
    if (value === null || value === undefined || value === "") {
        return false;
    }
    const order =
        isNumber(value) && isNumber(wanted)
            ? Number(value) - Number(wanted)
            : written(value) < wanted
              ? -1
              : written(value) > wanted
                ? 1
                : 0;
    return holds(order);
}

const written = value => (value === null || value === undefined ? "" : String(value));
