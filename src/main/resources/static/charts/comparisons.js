// Comparisons of points with their controls, seed by seed, as a forest plot: a table, of which each row draws its
// difference and the interval of that.

import {html, nothing, render, repeat, svg} from "../dom.js";
import {because, count, decimals, signed} from "../format.js";
import {empty, word} from "../parts.js";
import {controlsOf, forestAxis, forestMarks, forestRows} from "./forest.js";
import {nameOf} from "./points.js";
import {shortNumber} from "./scales.js";
import {toggled} from "../state.js";

const ROWS = 20; // at first, and so many more each time
const WIDTH = 300; // of the drawing, in its own units
const HEIGHT = 20;
const EDGE = 6;

export const needs = (state, model) => model.sheet ? {comparisons: `runs/${model.sheet.run.id}/comparisons`} : {};

const across = fraction => EDGE + fraction * (WIDTH - 2 * EDGE);

export function comparisons(place, act) {
    let before = [];
    let most = ROWS;
    let rows = [];
    let last = null;

    function show(model, state) {
        const now = [model.hovered, model.comparisons, model.shown?.kept, state.chosen.join(), state.against, model.faults?.comparisons];
        const same = now.map((value, i) => value === before[i]);
        last = () => draw(model, state);
        if (same.every(Boolean)) {
            return;
        }
        before = now;
        if (!same.slice(1).every(Boolean)) {
            rows = forestRows(model.comparisons?.comparisons ?? [], model.shown.kept, state.chosen, state.against);
            last();
        }
        place.querySelectorAll("tr[data-point]").forEach(row => row.classList.toggle("hovered", Number(row.dataset.point) === model.hovered));
    }

    function draw(model, state) {
        const all = model.comparisons?.comparisons;
        if (!all || all.length === 0) {
            render(empty(model.faults?.comparisons ?? (all ? "No point of this run has a control beside it." : "Loading")), place);
            return;
        }
        const axis = forestAxis(rows);
        render(html`
            <div class="controls">
                ${controlsOf(all).length > 1 ? html`<label>against <select aria-label="Against which control" @change=${event => act.replace({against: event.target.value})}>
                    ${["", ...controlsOf(all)].map(name => html`<option value=${name} .selected=${name === state.against}>${name || "all controls"}</option>`)}</select></label>` : nothing}
                <span class="quiet">${tally(rows)}</span>
            </div>
            ${rows.length === 0 ? empty("None of the points that are shown has such a control.") : html`
            <div class="scroll forest" tabindex="0" role="region" aria-label="Comparisons with controls"><table>
                <thead><tr><th scope="col">point</th><th scope="col" class="against">against</th>
                    <th scope="col" class="drawing">${axisOf(axis)}<span class="unseen">difference, drawn</span></th>
                    <th scope="col" class="number difference">difference</th><th scope="col" class="ends">95 % interval</th><th scope="col" class="number seeds">seeds</th><th scope="col" class="verdict">the hypernetwork</th></tr></thead>
                <tbody>${repeat(rows.slice(0, most), row => `${row.point} ${row.control}`, row => rowOf(row, axis, model, state))}</tbody>
            </table></div>`}
            ${rows.length > most ? html`<button type="button" @click=${() => {
                most += ROWS;
                last();
            }}>${count(Math.min(ROWS, rows.length - most))} more, of ${count(rows.length)}</button>` : nothing}`, place);
    }

    function rowOf(row, axis, model, state) {
        const point = model.sheet.pointOf.get(row.point);
        const chosen = state.chosen.includes(row.point);
        const deviation = row.low === null ? null : (row.high - row.low) / 4 * Math.sqrt(row.pairs);
        const digits = decimals(deviation, row.pairs) + 1; // an end that is near zero is not shown as zero
        return html`<tr data-point=${row.point} data-chosen=${chosen}
                @pointerenter=${() => act.hover(row.point)} @pointerleave=${() => act.hover(null)}>
            <td><button type="button" class="plain name-of" aria-pressed=${chosen} @focus=${() => act.hover(row.point)} @blur=${() => act.hover(null)}
                @click=${() => act.go({chosen: toggled(state.chosen, row.point)})}>${point ? nameOf(point, model.sheet) : row.point}
                <span class="narrow-only">against ${row.control}</span></button></td>
            <td class="against">${row.control}</td>
            <td class="drawing">${marksOf(row, axis)}</td>
            <td class="number difference">${signed(row.difference, digits)}</td>
            <td class="ends">${row.low === null ? html`<span class="quiet">none: ${row.difference === null ? "no seed of both has completed" : because(row.intervalMissing, row.pairs)}</span>`
                : `${signed(row.low, digits)} to ${signed(row.high, digits)}`}</td>
            <td class="number seeds">${count(row.pairs)}<span class="narrow-only"> ${row.pairs === 1 ? "seed" : "seeds"}</span></td>
            <td class="verdict">${word(row.verdict)}</td></tr>`;
    }

    return {show, close: () => render(nothing, place)};
}

function tally(rows) {
    const of = verdict => rows.filter(row => row.verdict === verdict).length;
    return `${count(of("beat"))} beat, ${count(of("lost"))} lost, ${count(of("undecided"))} undecided`;
}

function axisOf(axis) {
    return html`<svg class="forest-axis" viewBox="0 0 ${WIDTH} ${HEIGHT}" width=${WIDTH} height=${HEIGHT} aria-hidden="true">
        ${axis.ticks(5).map(({at, value}) => svg`<text x=${across(at)} y="12" text-anchor=${at < 0.08 ? "start" : at > 0.92 ? "end" : "middle"}>${
            (value > 0 ? "+" : "") + shortNumber(value).replace("-", "−")}</text>
            <line x1=${across(at)} x2=${across(at)} y1="16" y2=${HEIGHT}></line>`)}</svg>`;
}

function marksOf(row, axis) {
    const marks = forestMarks(row, axis);
    const middle = HEIGHT / 2;
    return html`<svg class="forest-row ${row.verdict}" viewBox="0 0 ${WIDTH} ${HEIGHT}" width=${WIDTH} height=${HEIGHT} aria-hidden="true">
        <line class="zero" x1=${across(axis.place(0))} x2=${across(axis.place(0))} y1="0" y2=${HEIGHT}></line>
        ${marks === null ? nothing : svg`
            ${marks.low === null ? nothing : svg`<line class="interval" x1=${across(marks.low)} x2=${across(marks.high)} y1=${middle} y2=${middle}></line>
                ${end(across(marks.low), middle, marks.cutLow, -1)}${end(across(marks.high), middle, marks.cutHigh, 1)}`}
            <circle class=${marks.low === null ? "alone" : ""} cx=${across(marks.middle)} cy=${middle} r="4"></circle>`}</svg>`;
}

// An interval that goes on beyond the axis ends in an arrow.
const end = (x, y, cut, way) => cut ? svg`<path class="interval" d="M${x - 5 * way} ${y - 4} L${x} ${y} L${x - 5 * way} ${y + 4}"></path>`
    : svg`<line class="interval" x1=${x} x2=${x} y1=${y - 4} y2=${y + 4}></line>`;

