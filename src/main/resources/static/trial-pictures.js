// The pictures of a trial that are made of marks: ledger, flat vector, gradient flow, finite differences, scale at start.
// They are SVG and tables, so that the style sheet colours them and whoever cannot see them can read them.

import {html, nothing, svg} from "./dom.js";
import {bytes, count, fixed, percent, significant} from "./format.js";
import {empty, word} from "./parts.js";
import {errorMarks, FLOW_MEASURES, flowCells, gradientPoints, ledgerBars, slotStrip, startScales} from "./trial-layout.js";

const WIDE = 1000; // units of a bar, which is as wide as there is room
const ROW = 22;
const LABEL = 130;
const SCALE = 380;

/** What is trained, and what is made of it, as two bars on one scale, which holds at least so many numbers. */
export const bars = (ledger, least) => html`<div class="ledger">${ledgerBars(ledger, least).bars.map(bar => html`
    <div class="ledger-row">
        <span class="quiet">${bar.name}</span>
        <svg class="bar-picture" viewBox="0 0 ${WIDE} 24" preserveAspectRatio="none" role="img"
            aria-label="${bar.name}: ${bar.parts.map(part => `${count(part.count)} ${part.name}`).join(", ")}">
            ${bar.parts.map(part => svg`<rect class="part-${part.name}" x=${part.from * WIDE} y="0" height="24"
                width=${Math.max(2, (part.to - part.from) * WIDE)}><title>${count(part.count)} ${part.name}</title></rect>`)}
        </svg>
        <span><b>${count(bar.total)}</b>, ${bytes(bar.bytes)}</span>
    </div>`)}</div>`;

/** The counts of a trial. */
export function ledger(trial) {
    const {theta, compressionRatio, taskCompressionRatio, tasks, largestLayerBytes} = trial.ledger;
    const ratio = tasks > 1
        ? `${significant(taskCompressionRatio)} over all ${tasks} tasks (${significant(compressionRatio)} of one)`
        : significant(compressionRatio);
    return html`
        ${bars(trial.ledger, 1)}
        <p class="legend">${ledgerBars(trial.ledger).bars.flatMap(bar => bar.parts).map(part => html`<span class="colour-key part-${part.name}">${part.name} ${count(part.count)}</span> `)}</p>
        <p>The target has Θ = <b>${count(theta)}</b> weights; Θ / trained = <b>${ratio}</b>.
            <span class="quiet">In training its largest layer takes ${bytes(largestLayerBytes)}.</span></p>
        ${given(trial)}`;
}

// The network that a user has, if there is one: what is adapted stays as it is, and is in none of the counts.
function given({ledger: {base}, spec: {target: {weights, sha256}}}) {
    return weights ? html`
        <p>${base > 0 ? html`All of it is added to the <b>${count(base)}</b> weights of` : "It was given the network of"} <code>${weights}</code>${
            base > 0 ? ", which stay as they are and are counted apart" : nothing}. <span class="quiet">SHA-256 <code>${sha256}</code></span></p>` : nothing;
}

/** The flat vector as its slots. */
export function slots(trial) {
    if (trial.slots.length === 0) {
        return empty("Not known before the trial has begun.");
    }
    const strip = slotStrip(trial.slots, WIDE);
    return html`
        <svg class="bar-picture strip" viewBox="0 0 ${WIDE} 30" preserveAspectRatio="none" role="img"
            aria-label="The flat vector of ${count(trial.ledger.theta)} weights, slot by slot">
            ${strip.map((slot, i) => svg`<rect class="slot-${slot.role} ${i % 2 ? "odd" : "even"}" x=${slot.x} y="0" width=${slot.width} height="30"
                ><title>${slot.name}, ${slot.shape}: ${count(slot.offset)} to ${count(slot.offset + slot.length - 1)}</title></rect>`)}
        </svg>
        <p class="legend"><span class="colour-key slot-weight">weights</span> <span class="colour-key slot-bias">biases</span></p>
        <div class="scroll low" tabindex="0" role="region" aria-label="Slots of the flat vector"><table>
            <thead><tr><th scope="col">slot</th><th scope="col">shape</th><th scope="col" class="number">first</th><th scope="col" class="number">weights</th><th scope="col" class="number">share</th></tr></thead>
            <tbody>${trial.slots.map(slot => html`<tr><td>${slot.name}</td><td>${slot.shape.replaceAll("x", " × ")}</td>
                <td class="number">${count(slot.offset)}</td><td class="number">${count(slot.length)}</td><td class="number">${percent(slot.length / trial.ledger.theta)}</td></tr>`)}</tbody>
        </table></div>`;
}

/** Gradient flow as a heat map: trainables by updates. */
export function flow(trial, chosen, choose) {
    const {rows, low, high} = flowCells(trial.findings, chosen);
    if (rows.length === 0) {
        return empty("Nothing was verified yet.");
    }
    const {head, log} = FLOW_MEASURES.find(each => each.name === chosen);
    const moves = trial.findings.filter(finding => finding.check === "condition");
    const cell = ({value, shade}) => html`<td class="number ${shade === null ? "heat-none" : `heat-${shade}`}">${
        value === undefined ? "" : value === null ? "not finite" : log ? significant(value, 3) : percent(value)}</td>`;
    return html`
        <div class="controls"><label>Show <select aria-label="What the heat map shows" @change=${event => choose(event.target.value)}>
            ${FLOW_MEASURES.map(each => html`<option value=${each.name} .selected=${each.name === chosen}>${each.head}</option>`)}</select></label>
            <span class="quiet">${low === null ? nothing : html`pale ${significant(low, 2)}, dark ${significant(high, 2)}`}</span></div>
        <div class="scroll low" tabindex="0" role="region" aria-label="Gradient flow as a table"><table class="heat">
            <caption class="unseen">${head}, of each trainable after updates</caption>
            <thead><tr><th scope="col">trainable</th><th scope="col" class="number">before any update</th><th scope="col" class="number">after 1</th><th scope="col" class="number">after 2</th><th scope="col">verdict</th></tr></thead>
            <tbody>${rows.map(row => html`<tr title=${row.message}><th scope="row">${row.subject}</th>${row.cells.map(cell)}<td>${word(row.verdict)}</td></tr>`)}</tbody>
        </table></div>
        ${moves.map(finding => html`<p class="small">${word(finding.verdict)} ${finding.message}</p>`)}`;
}

/** Finite differences against analytic gradients: each sampled element a mark, or each trainable where none were kept. */
export function differences(trial) {
    const {axis, rows} = errorMarks(trial.findings);
    if (rows.length === 0) {
        return empty("Nothing was verified yet.");
    }
    const scatter = gradientPoints(trial.findings);
    const worst = Math.max(...rows.map(row => row.value ?? Infinity));
    return html`
        ${scatter.points.length > 0 ? scattered(scatter) : nothing}
        ${ranges(rows.map(row => row.subject), axis, rows.map(row => svg`
            <circle class="mark verdict-${row.verdict}" cx=${LABEL + row.x * SCALE} cy="0" r="4.5"><title>${row.message}</title></circle>`),
            rows.map(row => row.value === null ? "not finite" : significant(row.value, 2)), "relative error", `Relative error of each trainable's gradient against central differences, at worst ${significant(worst, 3)}`)}`;
}

const SIDE = 260;

function scattered({points, reach, bend}) {
    const at = place => (place + 1) / 2 * SIDE;
    return html`<svg class="square" viewBox="-8 -8 ${SIDE + 16} ${SIDE + 40}" role="img" aria-label="${points.length} sampled elements: central differences over analytic gradients; on the diagonal they agree">
        <rect class="frame" x="0" y="0" width=${SIDE} height=${SIDE}></rect>
        <path class="guide" d="M0 ${SIDE}L${SIDE} 0M0 ${SIDE / 2}H${SIDE}M${SIDE / 2} 0V${SIDE}"></path>
        ${points.map(point => svg`<circle class="mark verdict-${point.verdict}" cx=${at(point.x)} cy=${SIDE - at(point.y)} r="3.5"
            ><title>${point.subject}: analytic ${significant(point.analytic, 6)}, central differences ${significant(point.numeric, 6)}</title></circle>`)}
        <text x="0" y=${SIDE + 16}>−${significant(reach, 2)}</text>
        <text x=${SIDE / 2} y=${SIDE + 16} text-anchor="middle">analytic gradient</text>
        <text x=${SIDE} y=${SIDE + 16} text-anchor="end">${significant(reach, 2)}</text>
        <text x="6" y="14">central differences</text>
    </svg>
    <p class="small quiet">Linear within ±${significant(bend, 2)}, logarithmic beyond; both axes alike.</p>`;
}

/** The second moments that a network starts with, and what its initialisation intends. */
export function start(trial) {
    const {axis, rows} = startScales(trial.findings);
    if (rows.length === 0) {
        return empty("No scale was looked at.");
    }
    const off = rows.filter(row => row.verdict !== "ok").length;
    return html`
        ${ranges(rows.map(row => row.subject), axis, rows.map(row => svg`
            <rect class="allowed" x=${LABEL + row.from * SCALE} y="-4" width=${Math.max(1, (row.to - row.from) * SCALE)} height="8"></rect>
            ${row.intendedX === null ? nothing : svg`<path class="intended" d="M${LABEL + row.intendedX * SCALE} -8v16"></path>`}
            ${row.x === null ? nothing : svg`<circle class="mark verdict-${row.verdict}" cx=${LABEL + row.x * SCALE} cy="0" r="4.5"><title>${row.message}</title></circle>`}`),
            rows.map(row => row.measured === null ? "not finite" : significant(row.measured, 3)), "second moment",
            `Second moments at the start: ${off === 0 ? "all are within what is allowed" : `${off} of ${rows.length} are outside`}`)}
        <p class="legend"><span class="colour-key mark-key">measured</span> <span class="colour-key intended-key">intended</span> <span class="colour-key allowed-key">allowed</span></p>`;
}

// Rows of marks over one logarithmic axis.
function ranges(names, axis, marks, values, title, description) {
    const height = names.length * ROW;
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${title}><svg class="ranges" viewBox="0 0 ${LABEL + SCALE + 70} ${height + 36}" role="img" aria-label=${description}>
        ${axis.ticks.map(power => svg`
            <path class="guide" d="M${LABEL + axis.at(10 ** power) * SCALE} 0V${height}"></path>
            <text x=${LABEL + axis.at(10 ** power) * SCALE} y=${height + 14} text-anchor="middle">${power >= -2 && power <= 3 ? fixed(10 ** power, Math.max(0, -power)) : `1e${power}`}</text>`)}
        <text x=${LABEL + SCALE / 2} y=${height + 30} text-anchor="middle">${title}</text>
        ${names.map((name, i) => svg`<g transform="translate(0 ${i * ROW + ROW / 2})">
            <text x=${LABEL - 8} y="4" text-anchor="end">${name}</text>${marks[i]}
            <text x=${LABEL + SCALE + 8} y="4">${values[i]}</text></g>`)}
    </svg></div>`;
}
