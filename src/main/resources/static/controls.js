// What stands above the table: the filter, whether points or trials are listed, the choice of columns, and exports of
// exactly what is shown.

import {available} from "./cells.js";
import {html, nothing, render} from "./dom.js";
import {csv, json} from "./exports.js";
import {count} from "./format.js";
import {read, within} from "./state.js";

const TYPING = 80; // milliseconds without a key until a filter counts

function closing(event) {
    if (event.key === "Escape" && event.currentTarget.open) {
        event.currentTarget.open = false;
        event.currentTarget.querySelector("summary").focus();
    }
}

function left(event) {
    if (event.relatedTarget && !event.currentTarget.contains(event.relatedTarget)) {
        event.currentTarget.open = false;
    }
}

export function tableControls(place, act) {
    let timer = 0;
    let seen = null; // {model, state, columns}

    function typed(event) {
        const filter = event.target.value;
        clearTimeout(timer);
        timer = setTimeout(() => act.replace({filter}), TYPING);
    }

    function save(write, type, ending) {
        const {model, columns} = seen;
        const address = URL.createObjectURL(new Blob([write(model.shown.rows, columns)], {type}));
        const anchor = Object.assign(document.createElement("a"), {
            href: address,
            download: `${model.sheet.experiment}-${model.sheet.run.id}-shown.${ending}`,
        });
        anchor.click();
        URL.revokeObjectURL(address);
    }

    function show(model, state, columns) {
        seen = {model, state, columns};
        const {sheet, shown} = model;
        const narrowed = state.filter !== "" || state.top > 0 || Object.keys(state.brush).length > 0;
        render(
            html`
            <div class="controls">
                <label>Filter <input type="search" class="filter" placeholder="validationScore>=0.9 role=hypernetwork" spellcheck="false"
                    aria-describedby="filter-fault" aria-invalid=${shown.fault !== null} @input=${typed}></label>
                <span role="group" aria-label="Rows">${[
                    ["point", "points"],
                    ["trial", "trials"],
                ].map(
                    ([name, text]) =>
                        html`<button type="button" aria-pressed=${state.group === name} @click=${() => act.replace({group: name, open: []})}>${text}</button>`,
                )}</span>
                <details class="menu" @keydown=${closing} @focusout=${left}><summary>columns</summary><div>${choices(state)}</div></details>
                <button type="button" @click=${() => save(csv, "text/csv", "csv")}>CSV</button>
                <button type="button" @click=${() => save(json, "application/json", "json")}>JSON</button>
                ${state.chosen.length > 1 ? html`<a href=${within({view: "compare", experiment: sheet.experiment, run: sheet.run.id}, state)}>compare ${count(state.chosen.length)} chosen</a>` : nothing}
                ${state.chosen.length > 0 ? html`<button type="button" class="plain" @click=${() => act.replace({chosen: []})}>choose none</button>` : nothing}
                <span class="quiet">${count(shown.points.length)} of ${count(sheet.points.length)} points, ${count(shown.trials.length)} of ${count(sheet.trials.length)} trials</span>
                ${narrowed ? html`<button type="button" class="plain" @click=${() => act.replace({filter: "", top: 0, brush: read("").brush})}>show all</button>` : nothing}
            </div>
            <p id="filter-fault" class="failed" role="status">${shown.fault}</p>`,
            place,
        );
        const input = place.querySelector("input.filter");
        if (document.activeElement !== input && input.value !== state.filter) {
            input.value = state.filter;
        }
    }

    function choices(state) {
        const toggle = name =>
            state.hide.includes(name) ? state.hide.filter(other => other !== name) : [...state.hide, name];
        return html`
            <label><input type="checkbox" .checked=${state.all} @change=${() => act.replace({all: !state.all})}> those too in which no rows differ</label>
            ${available(seen.model.sheet, state)
                .filter(column => column.name !== "number")
                .map(
                    column => html`
                <label><input type="checkbox" .checked=${!state.hide.includes(column.name)} @change=${() => act.replace({hide: toggle(column.name)})}> ${column.head}</label>`,
                )}`;
    }

    return {
        show,
        close() {
            clearTimeout(timer);
            render(nothing, place);
        },
    };
}
