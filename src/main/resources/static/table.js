// The table of a run: points, which unfold to their trials, or trials alone.

import {html, nothing, render, repeat} from "./dom.js";
import * as format from "./format.js";
import {word} from "./parts.js";
import {columnsOf, differing, valueOf} from "./sheet.js";
import {link} from "./state.js";

export function table(place, act) {
    let before = [];

    function show(model, state) {
        const now = [model.shown, state.hide, state.chosen];
        if (now.every((value, i) => value === before[i])) {
            return;
        }
        before = now;
        const {sheet} = model;
        const columns = columnsOf(sheet).filter(column => differing(sheet).has(column.name) || column.name === "number");
        render(html`
            <div class="scroll" tabindex="0" role="region" aria-label="Points and trials"><table>
                <thead><tr>${columns.map(column => html`<th scope="col" class=${column.number ? "number" : ""}>${column.head}</th>`)}</tr></thead>
                <tbody>${repeat(model.shown.rows.slice(0, 100), row => row.id ?? -row.number, row => html`<tr>${columns.map(column =>
                    html`<td class=${column.number ? "number" : ""}>${CELLS[column.format](valueOf(row, column.name), row, sheet, state)}</td>`)}</tr>`)}</tbody>
            </table></div>`, place);
    }

    return {show, close: () => render(nothing, place)};
}

const trialLink = (row, sheet, state) => row.id ? html`<a href=${link({experiment: sheet.experiment, run: sheet.run.id, trial: row.id}, state)}>${row.number}</a>` : String(row.number);

/** How each of the server's formats is shown. */
export const CELLS = {
    "trial": (value, row, sheet, state) => trialLink(row, sheet, state),
    "text": value => value,
    "word": value => word(value),
    "setting": value => format.setting(value),
    "count": value => format.count(value),
    "ratio": value => format.fixed(value, 2),
    "score": value => format.fixed(value, 4),
    "difference": value => format.signed(value),
    "seconds": value => format.fixed(value, 1),
    "front": (_, row) => row.onFront || row.frontTrainable === "on" ? "★" : row.tied || row.frontTrainable === "tied" ? "tied" : "",
    "end": (value, row) => html`${word(value ?? row.state)}${row.reusedFrom ? ", reused" : ""}`,
};
