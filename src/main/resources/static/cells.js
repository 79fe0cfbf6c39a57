// The columns of the table and what stands in their cells: of a trial its value, of a point its mean over seeds with the
// interval, or why there is none.

import {html, nothing} from "./dom.js";
import * as format from "./format.js";
import {word} from "./parts.js";
import {columnsOf, differing, valueOf} from "./sheet.js";
import {toggled, within} from "./state.js";
import {AXES} from "./steps.js";

/** What a narrow window shows before all else. */
const FIRST = ["number", "validationScore", "testScore", "outcome"]; // and what is shown even if all rows are alike in it

/** How a trial's value of each of the server's formats is shown. */
export const CELLS = {
    "trial": (value, row, {sheet, state}) =>
        html`<a href=${within({experiment: sheet.experiment, run: sheet.run.id, trial: row.id}, state)}>${row.number}</a>`,
    "text": value => value ?? "",
    "word": value => word(value),
    "setting": value => format.setting(value),
    "count": value => format.count(value),
    "ratio": value => format.fixed(value, 2),
    "score": value => format.fixed(value, 4),
    "difference": value => format.signed(value),
    "seconds": value => format.fixed(value, 1),
    "front": (_, row, {sheet, state}) => placed(sheet.pointOf.get(row.point), state),
    "end": (value, row) => html`${value ? word(value) : at(row)}${reused(row)}${halted(row)}${detail(row)}`,
};

/** Where a point is shown otherwise than a trial. */
const POINT_CELLS = {
    "trial": (_, point, {state, act}) => {
        const open = state.open.includes(point.number);
        return html`<button type="button" class="plain fold" aria-expanded=${open} aria-label="Trials of point ${point.number}"
            @click=${() => act.replace({open: toggled(state.open, point.number)})}>${open ? "▾" : "▸"} ${point.number}</button>`;
    },
    "score": (value, point, context, name) => meaned(value, point, name.replace("Score", ""), format.fixed),
    "difference": (value, point, context, name) => meaned(value, point, name, format.signed),
    "front": (_, point, {state}) => placed(point, state),
    "end": (value, point, {sheet}) => {
        const trials = sheet.trialsOf.get(point.number) ?? [];
        const busy = trials.filter(trial => trial.state === "running");
        const waiting = ["paused", "pending"].find(state => trials.some(trial => trial.state === state));
        return html`${word(value)} ${busy.length > 0 ? busy.map(at) : word(waiting)}`;
    },
};

// On the front that is drawn, whichever its axis is; a trial's point is on it, not the trial.
const placed = (point, state) => ({on: star(), tied: tied()})[point?.[AXES[state.axis].front]] ?? nothing;

const reused = ({reusedFrom}) =>
    reusedFrom ? html`<span title="trained as ${reusedFrom}">, reused</span>` : nothing;

// By what: pruning, the time it may take, or another spec.
const halted = ({haltedBy}) => (haltedBy ? html`, ${haltedBy}` : nothing);

// Why a trial ended so; the trial's page says it in full.
const detail = row => (row.detail ? html` <span class="ending" title=${row.detail}>${row.detail}</span>` : nothing);

const star = () =>
    html`<span class="star" title="on the front: nothing as cheap has a better mean validation score">★</span>`;
const tied = () => html`<span class="tied" title="off the front by no more than its seeds scatter">tied</span>`;

// A trial that is at work says how far it is.
const at = trial =>
    trial.state === "running"
        ? html`<span class="running moving">epoch ${format.count(trial.epochs)}</span>`
        : word(trial.state);

function meaned(value, point, name, written) {
    if (value === null) {
        return nothing;
    }
    const [low, high] = [point[`${name}Low`] ?? null, point[`${name}High`] ?? null];
    const digits = format.decimals(
        point[`${name}Deviation`] ?? (low === null ? null : ((high - low) / 4) * Math.sqrt(point.completed)),
        point.completed,
    );
    return html`${written(value, digits)} <span class="interval">${
        low === null
            ? format.because(point.intervalMissing, point.completed)
            : `[${written(low, digits)}, ${written(high, digits)}]`
    }</span>`;
}

const SEEDS = {name: "seeds", head: "seeds", format: "count", number: true, pointsOnly: true};

/** The columns from which the user chooses, in their order. */
export function available(sheet, state) {
    const columns = columnsOf(sheet);
    const after = columns.findLastIndex(column => column.parameter) + 1 || 1;
    return state.group === "point" ? [...columns.slice(0, after), SEEDS, ...columns.slice(after)] : columns;
}

/** The columns that are shown: those in which rows differ, if not all are asked for, without those that are hidden. */
export function visible(sheet, state, narrow) {
    const varying = differing(sheet, state.group === "point" && state.open.length === 0 ? "points" : "trials");
    const columns = available(sheet, state).filter(
        column =>
            column.name === "number" ||
            ((state.all || varying.has(column.name) || column === SEEDS || FIRST.includes(column.name)) &&
                !state.hide.includes(column.name)),
    );
    return narrow
        ? [
              ...FIRST.map(name => columns.find(column => column.name === name)).filter(Boolean),
              ...columns.filter(column => !FIRST.includes(column.name)),
          ]
        : columns;
}

/** What stands in a cell. */
export function cell(column, row, context) {
    const point = row.id === undefined;
    if (column.pointsOnly && !point) {
        return nothing;
    }
    const make = (point && POINT_CELLS[column.format]) || CELLS[column.format];
    return make(valueOf(row, column.name), row, context, column.name);
}
