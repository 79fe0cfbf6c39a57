// What the table shows as CSV and JSON: its rows in their order, its columns in theirs, values in full. Of points the
// intervals too. Pure.

import {valueOf} from "./sheet.js";

const WITH_INTERVAL = {validationScore: "validation", testScore: "test", difference: "difference"};

/** The names of what is written, and the rows' values. */
export function tabled(rows, columns) {
    const points = rows.some(row => row.id === undefined);
    const names = [
        ...(points ? ["kind"] : []),
        ...columns.flatMap(({name}) =>
            points && WITH_INTERVAL[name] ? [name, `${WITH_INTERVAL[name]}Low`, `${WITH_INTERVAL[name]}High`] : [name],
        ),
        ...(points ? ["trials"] : ["id"]),
    ];
    const value = (row, name) => (name === "kind" ? (row.id === undefined ? "point" : "trial") : valueOf(row, name));
    return {names, rows: rows.map(row => names.map(name => value(row, name)))};
}

/**
 * A text as it may stand in a table: in one line, with escapes for what nobody can see or what turns the direction of
 * letters, and an apostrophe before what a spreadsheet would evaluate. The server's tables have the same rule.
 */
export function cell(text) {
    const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, sign => (SCRIPTS.includes(sign) ? sign : escape(sign)));
    return /^[=+@-]/.test(line) && !/^[-+]?[0-9.]+([eE][-+]?[0-9]+)?$/.test(line) ? `'${line}` : line;
}

const SCRIPTS = ["\u200c", "\u200d"]; // without them some scripts cannot be written

function escape(sign) {
    const code = sign.codePointAt(0);
    const [mark, digits] = code <= 0xff ? ["x", 2] : code <= 0xffff ? ["u", 4] : ["U", 8];
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[sign] ?? `\\${mark}${code.toString(16).padStart(digits, "0")}`;
}

/** As RFC 4180 has it. */
export function csv(rows, columns) {
    const table = tabled(rows, columns);
    const field = value => {
        const text =
            value === null ? "" : typeof value === "string" ? cell(value) : Array.isArray(value) ? value.join(" ") : String(value);
        return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    return [table.names, ...table.rows].map(row => row.map(field).join(",") + "\r\n").join("");
}

/** An array of objects. */
export function json(rows, columns) {
    const table = tabled(rows, columns);
    return (
        JSON.stringify(
            table.rows.map(row => Object.fromEntries(table.names.map((name, i) => [name, row[i]]))),
            null,
            1,
        ) + "\n"
    );
}
