// What stands above the table: the filter, whether points or trials are listed, the choice of columns, and exports of
// exactly what is shown.

import {available} from "./cells.js";
import {html, nothing, render} from "./dom.js";
import {csv, json} from "./exports.js";
import {count} from "./format.js";
import {read, toggled, within} from "./state.js";

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
    let told = null; // what the filter was when it was told last, by its field or the address

    function typed(event) {
        const filter = event.target.value;
        clearTimeout(timer);
        timer = setTimeout(() => {
            told = filter;
            act.replace({filter});
        }, TYPING);
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
        const {chosen} = state;
        const compared = {view: "compare", experiment: sheet.experiment, run: sheet.run.id};
        const shares = ["points", "trials"].map(rows => `${count(shown[rows].length)} of ${count(sheet[rows].length)} ${rows}`);
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
                ${chosen.length > 1 ? html`<a href=${within(compared, state)}>compare ${count(chosen.length)} chosen</a>` : nothing}
                ${chosen.length > 0 ? html`<button type="button" class="plain" @click=${() => act.go({chosen: []})}>choose none</button>` : nothing}
                <span class="quiet">${shares.join(", ")}</span>
                ${narrowed ? plain("show all", {filter: "", top: 0, brush: read("").brush}) : nothing}
            </div>
            <p id="filter-fault" class="failed" role="status">${shown.fault}</p>`,
            place,
        );
        const input = place.querySelector("input.filter");
        // What is being typed is ahead of the state, unless the filter comes from elsewhere: a link, a button, or Back.
        if (told !== state.filter || (document.activeElement !== input && input.value !== state.filter)) {
            clearTimeout(timer);
            told = input.value = state.filter;
        }
    }

    const plain = (text, changes) =>
        html`<button type="button" class="plain" @click=${() => act.replace(changes)}>${text}</button>`;

    function choices(state) {
        const box = (checked, changes, text) =>
            html`<label><input type="checkbox" .checked=${checked} @change=${() => act.replace(changes)}> ${text}</label>`;
        return [
            box(state.all, {all: !state.all}, "those too in which no rows differ"),
            ...available(seen.model.sheet, state)
                .filter(column => column.name !== "number")
                .map(({name, head}) => box(!state.hide.includes(name), {hide: toggled(state.hide, name)}, head)),
        ];
    }

    return {
        show,
        close() {
            clearTimeout(timer);
            render(nothing, place);
        },
    };
}
