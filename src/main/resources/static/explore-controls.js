// The sliders by which z, a descriptor or a place between two tasks is moved, and a field to drag over.

import {child, html, live, nothing, render, svg} from "./dom.js";
import {significant} from "./format.js";
import {begin, placed, reach, ways, whyNot, widthOf} from "./explore-moves.js";

const STEPS = 400; // of a slider
const FIELD = 200;

/**
 * Controls in a place.
 *
 * @param moved is called with where one stands after each move
 */
export function controls(place, moved) {
    const top = child(place, "div");
    const field = child(place, "div", "field");
    let condition = null;
    let at = null;

    function go(changed) {
        at = changed;
        show(condition, at);
        moved(at);
    }

    const change = changes => go(placed(condition, at, changes));

    function show(known, stands) {
        condition = known;
        at = stands;
        const found = ways(condition);
        render(html`
            ${whyNot(condition) ? html`<p class="quiet">${whyNot(condition)}</p>` : nothing}
            ${found.length > 1 ? html`<div class="controls" role="group" aria-label="What is moved">${found.map(way => html`
                <button type="button" aria-pressed=${at.way === way.name} @click=${() => go(begin(condition, way.name))}>${way.title}</button>`)}</div>` : nothing}
            ${{dimensions, between, descriptor, task}[at.way]?.() ?? nothing}`, top);
        field.hidden = at.way !== "dimensions" || widthOf(condition) < 2 || at.i === at.j;
        if (!field.hidden) {
            render(pad(), field);
        }
    }

    function slider(name, value, low, high, set) {
        return html`<label class="slider"><span>${name}</span>
            <input type="range" min=${low} max=${high} step=${(high - low) / STEPS} .value=${live(String(value))} @input=${event => set(Number(event.target.value))}>
            <output>${significant(value, 3)}</output></label>`;
    }

    function pick(name, value, count, set) {
        return count <= 100
            ? html`<label>${name} <select @change=${event => set(Number(event.target.value))}>${Array.from({length: count}, (_, i) =>
                html`<option value=${i} .selected=${i === value}>${i}</option>`)}</select></label>`
            : html`<label>${name} <input type="number" min="0" max=${count - 1} .value=${live(String(value))}
                @change=${event => set(Math.min(count - 1, Math.max(0, Math.round(Number(event.target.value)))))}> of ${count}</label>`;
    }

    function dimensions() {
        const width = widthOf(condition);
        const two = width > 1;
        return html`
            <div class="controls">
                ${condition.z.length > 1 ? pick("z of task", at.task, condition.z.length, task => change({task})) : nothing}
                ${two ? [pick("across: number", at.i, width, i => change({i})), pick("up: number", at.j, width, j => change({j}))] : nothing}
            </div>
            ${slider(`z ${at.i}`, at.x, -reach(condition, at.i), reach(condition, at.i), x => change({x}))}
            ${two ? slider(`z ${at.j}`, at.y, -reach(condition, at.j), reach(condition, at.j), y => change({y})) : nothing}`;
    }

    function between() {
        return html`
            <div class="controls">${pick("from task", at.a, condition.z.length, a => change({a}))}${pick("to task", at.b, condition.z.length, b => change({b}))}</div>
            ${slider(`task ${at.a} to ${at.b}`, at.t, -0.5, 1.5, t => change({t}))}
            <p class="small quiet">0 is task ${at.a}, 1 is task ${at.b}; beyond them the line goes on.</p>`;
    }

    function descriptor() {
        const {from, to} = condition.descriptor;
        return at.values.map((value, i) => slider(`descriptor ${i}`, value, from[i], to[i], moved => change({values: at.values.map((old, other) => other === i ? moved : old)})));
    }

    function task() {
        return html`<div class="controls">${pick("task", at.task, condition.tasks, task => change({task}))}</div>
            ${slider("task", at.task, 0, condition.tasks - 1, moved => change({task: Math.round(moved)}))}`;
    }

    // For pointers; keys have the sliders.
    function pad() {
        const [wide, tall] = [reach(condition, at.i), reach(condition, at.j)];
        const place = ([x, y]) => [(x / wide + 1) / 2 * FIELD, (1 - y / tall) / 2 * FIELD];
        const drag = event => {
            if (event.buttons > 0) {
                const box = event.currentTarget.getBoundingClientRect();
                const share = value => Math.min(1, Math.max(0, value));
                change({
                    x: (2 * share((event.clientX - box.left) / box.width) - 1) * wide,
                    y: (1 - 2 * share((event.clientY - box.top) / box.height)) * tall,
                });
            }
        };
        const grab = event => {
            event.currentTarget.setPointerCapture(event.pointerId);
            drag(event);
        };
        const [x, y] = place([at.x, at.y]);
        return html`<svg class="pad" viewBox="0 0 ${FIELD} ${FIELD}" aria-hidden="true" @pointerdown=${grab} @pointermove=${drag}>
            <rect class="frame" x="0.5" y="0.5" width=${FIELD - 1} height=${FIELD - 1}></rect>
            <path class="guide" d="M${FIELD / 2} 0V${FIELD}M0 ${FIELD / 2}H${FIELD}"></path>
            ${condition.z.map((row, task) => {
                const [left, top] = place([row[at.i], row[at.j]]);
                return svg`<circle class="trained" cx=${left} cy=${top} r="4"><title>${condition.z.length > 1 ? `z of task ${task}` : "z as trained"}</title></circle>`;
            })}
            <circle class="here" cx=${x} cy=${y} r="7"></circle>
            <text x=${FIELD - 4} y=${FIELD / 2 - 4} text-anchor="end">z ${at.i}</text><text x=${FIELD / 2 + 4} y="12">z ${at.j}</text>
        </svg>`;
    }

    return {show};
}
