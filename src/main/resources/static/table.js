// The table of a run: points, which unfold to their trials, or trials alone. Only the rows in sight are elements, so that
// 5,000 of them scroll and sort as twenty do.

import {cell, visible} from "./cells.js";
import {child, html, nothing, render, repeat} from "./dom.js";
import {tableControls} from "./controls.js";
import {headOf} from "./sheet.js";
import {toggled} from "./state.js";

const ROW = 26; // pixels, as the style sheet has it
const BEYOND = 4; // rows above and below those in sight

const keyOf = row => (row.id === undefined ? `point ${row.number}` : `trial ${row.id}`);
const pointOf = row => (row.id === undefined ? row.number : row.point);

export function table(place, act) {
    const controls = tableControls(child(place, "div"), act);
    const region = child(place, "div", "scroll rows");
    region.tabIndex = 0;
    region.setAttribute("role", "region");
    region.setAttribute("aria-label", "Rows of points and trials");
    const narrow = matchMedia("(max-width: 760px)");
    let before = [];
    let seen = null; // {model, state, columns}
    let drawn = ""; // which rows are elements
    const widths = new Map(); // by column: the widest that it was, so that columns stand still while rows scroll by

    const onScroll = () => requestAnimationFrame(() => seen && inSight() !== drawn && draw());
    region.addEventListener("scroll", onScroll);
    region.addEventListener("mouseover", event => act.hover(numberAt(event.target)));
    region.addEventListener("mouseleave", () => act.hover(null));
    region.addEventListener("click", event => {
        const number = numberAt(event.target);
        if (number !== null && !event.target.closest("a, button, input") && getSelection().isCollapsed) {
            choose(number);
        }
    });
    const onWidth = () => seen && show(seen.model, seen.state, true);
    narrow.addEventListener("change", onWidth);

    const choose = number => act.go({chosen: toggled(seen.state.chosen, number)});

    function show(model, state, anew = false) {
        const now = [
            model.shown,
            model.hovered,
            state.hide.join(),
            state.all,
            state.chosen.join(),
            state.axis,
            state.theme,
        ];
        if (!anew && now.every((value, i) => value === before[i])) {
            return;
        }
        before = now;
        const columns = visible(model.sheet, state, narrow.matches);
        if (
            seen === null ||
            String(columns.map(column => column.name)) !== String(seen.columns.map(column => column.name))
        ) {
            widths.clear();
        }
        seen = {model, state, columns};
        controls.show(model, state, columns);
        keepingFocus(draw);
    }

    function inSight() {
        const fit = Math.ceil((innerHeight * 0.7) / ROW);
        const {length} = seen.model.shown.rows;
        const from = Math.max(0, Math.min(Math.floor(region.scrollTop / ROW) - BEYOND, length - fit - 2 * BEYOND));
        return `${from} ${Math.min(length, from + fit + 2 * BEYOND)}`;
    }

    function draw() {
        drawn = inSight();
        const [from, to] = drawn.split(" ").map(Number);
        const {rows} = seen.model.shown;
        region.style.setProperty("--above", `${from * ROW}px`);
        region.style.setProperty("--below", `${(rows.length - to) * ROW}px`);
        render(
            html`<table aria-rowcount=${rows.length + 1}>
            <thead><tr aria-rowindex="1"><th class="tick"><span class="unseen">chosen</span></th>${seen.columns.map(head)}</tr></thead>
            <tbody>
                <tr class="above" aria-hidden="true" ?hidden=${from === 0}><td colspan=${seen.columns.length + 1}></td></tr>
                ${repeat(rows.slice(from, to), keyOf, (row, i) => line(row, from + i))}
                <tr class="below" aria-hidden="true" ?hidden=${to === rows.length}><td colspan=${seen.columns.length + 1}></td></tr>
            </tbody></table>`,
            region,
        );
        hold();
    }

    function head(column) {
        const {sort, group} = seen.state;
        const grouped = group === "point";
        const falling = sort === `-${column.name}`;
        const rising = sort === column.name || (sort === "" && column.name === "number");
        const order =
            column.number && column.name !== "number"
                ? [`-${column.name}`, column.name, ""]
                : [column.name, `-${column.name}`, ""];
        const next = order[(order.indexOf(sort) + 1) % order.length];
        const sign = rising ? " ▴" : falling ? " ▾" : "";
        return html`<th scope="col" class=${column.number ? "number" : ""} data-column=${column.name} title=${column.parameter ? column.name : nothing}
            aria-sort=${rising ? "ascending" : falling ? "descending" : "none"}><button type="button" class="plain"
            @click=${() => act.replace({sort: next})}>${headOf(column, seen.columns, grouped)}<span aria-hidden="true">${sign}</span></button></th>`;
    }

    function line(row, index) {
        const {model, state} = seen;
        const point = pointOf(row);
        const context = {sheet: model.sheet, state, act};
        const grouped = state.group === "point";
        const classes = [
            row.id !== undefined && grouped && "within",
            state.chosen.includes(point) && "chosen",
            model.hovered === point && "hovered",
        ]
            .filter(Boolean)
            .join(" ");
        return html`<tr class=${classes} data-point=${point} aria-rowindex=${index + 2}>
            <td class="tick">${
                row.id !== undefined && grouped
                    ? nothing
                    : html`<input type="checkbox" aria-label="Choose point ${point}"
                .checked=${state.chosen.includes(point)} @change=${() => choose(point)}>`
            }</td>
            ${seen.columns.map(column => html`<td class=${column.number ? "number" : ""}>${cell(column, row, context)}</td>`)}
        </tr>`;
    }

    // Columns never become narrower while the same ones are shown.
    function hold() {
        if (seen.model.shown.rows.length * ROW < innerHeight * 0.7) {
            return;
        }
        for (const th of region.querySelectorAll("th[data-column]")) {
            const width = th.offsetWidth;
            if (width > (widths.get(th.dataset.column) ?? 0)) {
                widths.set(th.dataset.column, width);
                th.style.minWidth = `${width}px`;
            }
        }
    }

    // An element that is moved to another place among its like loses the focus.
    function keepingFocus(change) {
        const focused = region.contains(document.activeElement) ? document.activeElement : null;
        change();
        if (focused && document.activeElement !== focused) {
            (focused.isConnected ? focused : region).focus({preventScroll: true});
        }
    }

    return {
        show,
        close() {
            narrow.removeEventListener("change", onWidth);
            controls.close();
            render(nothing, region);
        },
    };
}

function numberAt(target) {
    const point = target.closest("tr[data-point]")?.dataset.point;
    return point === undefined ? null : Number(point);
}
