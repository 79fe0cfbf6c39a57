// Parallel coordinates: each point as a line over its swept parameters and what came out. Stretches of axes are brushed;
// what does not pass stays as a grey trace on a canvas of its own.

import {colour, html, nothing, onScheme, render, roleOf} from "../dom.js";
import {count} from "../format.js";
import {walk} from "../plot.js";
import {shown, valueOf, within} from "../sheet.js";
import {axesOf, brushOf, crossings, isWhole, nearest, stretchesOf} from "./axes.js";
import {clear, opacity, painter, some, trace} from "./lines.js";
import {bestFirst, sentence} from "./points.js";
import {ranges} from "./ranges.js";
import {toggled} from "../state.js";

const HEIGHT = 300;
const TOP = 26; // room for names
const BOTTOM = 26; // and for points without a value
const SIDE = 34;
const RIGHT = 76; // the last axis has its numbers on its right
const APART = 88; // the least from axis to axis; beyond that the chart is scrolled
const GRIP = 12; // how near to an axis is on it
const REACH = 10; // how near to a line is on it
const REST_MS = 140; // a brush that rests for so long is told to the other views
const TOPS = [0, 5, 10, 25, 50, 100];
const GREY = 0.5; // how much what is left out weighs, before its canvas is made pale
const ALPHAS = [1, 0.75, 0.5, 0.35, 0.22]; // of the best fifth of points by score, the next, ...

export function parallel(place, act) {
    render(html`<div class="controls"></div><div class="scroll" tabindex="0" role="region" aria-label="Parallel coordinates, scrolled sideways">
        <div class="stack" role="application" data-chart="parallel">${Array.from({length: 5}, () => html`<canvas></canvas>`)}</div></div><p class="hint"></p><div></div>`, place);
    const [controls, scroll, hint, editor] = place.children;
    const stack = scroll.firstElementChild;
    const canvases = [...stack.children];
    const over = canvases[4];
    const rest = painter(canvases.slice(0, 2));
    const front = painter(canvases.slice(2, 4));
    const fields = ranges(editor, act);
    let model = null;
    let state = null;
    let before = [];
    let scene = null; // axes, and where lines cross them
    let rows = []; // that pass, best first
    let greyOf = null; // the scene whose grey traces are drawn
    let sketched = false; // whether not all of them are drawn
    let drag = null;

    function show(now, wanted) {
        const next = [now.shown?.kept, now.hovered, wanted.chosen.join(), JSON.stringify(wanted.brush), wanted.log.join(), wanted.top];
        if (next.every((value, i) => value === before[i])) {
            return;
        }
        const wasLog = before[4];
        before = next;
        model = now;
        state = wanted;
        // Epochs of trials come by the second; lines move only when points do.
        if (scene?.points !== model.sheet.points || wasLog !== state.log.join()) {
            build();
        }
        const moving = drag?.moved && !drag.resting; // then the brush is ahead of the model
        const passing = scene.order.filter(row => model.shown.kept.has(scene.points[row].number));
        if (!moving && (!scene.painted || sketched || passing.length !== rows.length || passing.some((row, i) => row !== rows[i]))) {
            choose(passing);
        }
        overlay();
        render(controlsOf(), controls);
        fields.show(scene.axes, state);
        const hovered = model.sheet.pointOf.get(model.hovered);
        render(hovered ? sentence(hovered, model.sheet) : "Drag along an axis to keep a stretch of it, click on it to keep all again; click on a line to choose its point. Colour is the role, strength the score.", hint);
        stack.setAttribute("aria-label", `Parallel coordinates of ${model.sheet.points.length} points over ${scene.axes.map(each => each.head).join(", ")}; ${
            rows.length} of them pass. Arrow keys up and down go to better and worse points, Enter chooses.`);
    }

    function build() {
        const {sheet} = model;
        const axes = axesOf(sheet, state.log);
        const {points} = sheet;
        const index = new Map(points.map((point, row) => [point.number, row]));
        const order = bestFirst(points).map(point => index.get(point.number));
        const scored = points.filter(point => point.validationScore !== null).length;
        const rank = new Uint8Array(points.length);
        order.forEach((row, i) => rank[row] = Math.min(ALPHAS.length - 1, Math.floor(i / Math.max(1, scored) * ALPHAS.length)));
        scene = {axes, points, index, order, rank, numbers: points.map(point => point.number), places: crossings(points, axes), painted: false};
        layOut();
    }

    /** Where axes and lines are, for the width that there is now. */
    function layOut() {
        const {axes, places} = scene;
        const width = Math.max(scroll.clientWidth, SIDE + RIGHT + (axes.length - 1) * APART);
        const gap = axes.length > 1 ? (width - SIDE - RIGHT) / (axes.length - 1) : 0;
        scene.xs = axes.map((_, i) => SIDE + i * gap);
        scene.ys = places.map(at => Number.isNaN(at) ? HEIGHT - 6 : heightOf(at));
        scene.width = width;
        scene.painted = false;
        stack.style.width = `${width}px`;
        stack.style.height = `${HEIGHT}px`;
        // To set a canvas's size clears it: what is seen stays until the next picture is whole.
        const sized = Math.floor(width * devicePixelRatio);
        for (const canvas of canvases.filter(each => each.width !== sized)) {
            canvas.width = sized;
            canvas.height = HEIGHT * devicePixelRatio;
            canvas.style.width = `${width}px`;
            canvas.style.height = `${HEIGHT}px`;
            canvas.getContext("2d").setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
        }
        greyOf = null;
    }

    const heightOf = at => HEIGHT - BOTTOM - at * (HEIGHT - TOP - BOTTOM);
    const fractionOf = y => Math.min(1, Math.max(0, (HEIGHT - BOTTOM - y) / (HEIGHT - TOP - BOTTOM)));

    function choose(passing) {
        rows = passing;
        // What is brushed is moving, so not all of it is drawn before it rests.
        const drawn = drag && !drag.resting ? some(rows, scene.numbers) : rows;
        sketched = drawn !== rows;
        const batches = new Map();
        for (let i = drawn.length - 1; i >= 0; i--) {
            const row = drawn[i];
            const {role} = scene.points[row];
            const key = `${scene.rank[row]} ${role}`;
            if (!batches.has(key)) {
                batches.set(key, {rows: [], colour: colour(roleOf(role).colour), alpha: opacity(ALPHAS[scene.rank[row]], drawn.length), order: role === "hypernetwork" ? 1 : 0});
            }
            batches.get(key).rows.push(row);
        }
        // Controls beneath what they are compared with.
        const under = [...batches.values()].sort((a, b) => a.alpha - b.alpha || a.order - b.order);
        front.paint(under, scene);
        scene.painted = true;
        // Grey is drawn once, and only if somebody is left out.
        const grey = rows.length < scene.points.length;
        canvases.slice(0, 2).forEach(canvas => canvas.style.visibility = grey ? "" : "hidden");
        if (grey && greyOf !== scene.ys) {
            greyOf = scene.ys;
            rest.paint([{rows: scene.order, colour: colour("--quiet"), alpha: opacity(GREY, scene.order.length)}], scene);
        }
    }

    /** Axes, what is brushed of them, and the lines that are chosen or hovered over. */
    function overlay() {
        clear(over);
        const pen = over.getContext("2d");
        pen.font = "11px system-ui, sans-serif";
        const {axes, xs, ys, index} = scene;
        for (const number of [...state.chosen, ...(model.hovered === null ? [] : [model.hovered])]) {
            const row = index.get(number);
            if (row !== undefined) {
                pen.lineJoin = "round";
                pen.strokeStyle = colour("--raised");
                pen.lineWidth = 5;
                trace(pen, xs, ys, [row], 0, 1);
                pen.strokeStyle = colour(number === model.hovered ? "--front" : "--text");
                pen.lineWidth = 2.5;
                trace(pen, xs, ys, [row], 0, 1);
            }
        }
        axes.forEach((each, i) => axisAt(pen, each, xs[i]));
    }

    function axisAt(pen, {name, head, axis, missing}, x) {
        const brush = brushes()[name];
        pen.fillStyle = pen.strokeStyle = colour("--line-strong");
        pen.lineWidth = 1;
        pen.beginPath();
        pen.moveTo(x, heightOf(0));
        pen.lineTo(x, heightOf(1));
        pen.stroke();
        for (const [low, high] of brush ? stretchesOf(axis, brush) : []) {
            pen.fillStyle = colour("--accent");
            pen.globalAlpha = 0.3;
            pen.fillRect(x - 6, heightOf(high), 12, Math.max(2, heightOf(low) - heightOf(high)));
            pen.globalAlpha = 1;
            pen.fillRect(x - 6, heightOf(high) - 1, 12, 2);
            pen.fillRect(x - 6, heightOf(low) - 1, 12, 2);
        }
        pen.textAlign = "left";
        pen.textBaseline = "middle";
        const room = APART - 16;
        const write = (text, left, y, ink) => {
            pen.lineWidth = 3;
            pen.strokeStyle = colour("--raised");
            pen.strokeText(text, left, y, room);
            pen.fillStyle = ink;
            pen.fillText(text, left, y, room);
        };
        axis.ticks(6).forEach(({at, text}) => {
            pen.fillStyle = colour("--line-strong");
            pen.fillRect(x, heightOf(at), 4, 1);
            write(text, x + 7, heightOf(at), colour("--quiet"));
        });
        if (missing) {
            write("none", x + 7, HEIGHT - 6, colour("--quiet"));
        }
        write(head, Math.max(2, x - 30), 9, brush ? colour("--accent") : colour("--text"));
    }

    const brushes = () => drag?.brush ?? state.brush;

    function controlsOf() {
        const brushed = Object.keys(state.brush).length > 0;
        return html`<label>show <select aria-label="How many of the best points are shown" @change=${event => act.go({top: Number(event.target.value)})}>
                ${[...new Set([...TOPS, state.top])].sort((a, b) => a - b).map(each => html`<option value=${each} .selected=${each === state.top}>${each === 0 ? "all" : `the best ${each}`}</option>`)}</select></label>
            ${brushed ? html`<button type="button" @click=${() => act.go({brush: {}})}>keep all again</button>` : nothing}
            <span class="quiet" data-passing=${rows.length}>${rows.length === scene.points.length ? `${count(rows.length)} points`
                : `${count(rows.length)} of ${count(scene.points.length)} points`}</span>`;
    }

    // The pointer: along an axis it brushes, between axes it finds lines.

    const placeOf = event => {
        const box = stack.getBoundingClientRect();
        return {x: event.clientX - box.left, y: event.clientY - box.top};
    };
    const axisNear = x => scene.xs.findIndex(each => Math.abs(each - x) <= GRIP);

    stack.addEventListener("pointerdown", event => {
        const {x, y} = placeOf(event);
        const i = scene ? axisNear(x) : -1;
        if (i < 0 || event.button !== 0) {
            return;
        }
        const {name, axis} = scene.axes[i];
        const at = fractionOf(y);
        const held = state.brush[name] ? stretchesOf(axis, state.brush[name]).find(([low, high]) => at >= low && at <= high) : undefined;
        // Within what is brushed already, that is moved; elsewhere a new stretch begins.
        drag = {name, axis, at, held: axis.words ? undefined : held, moved: false, brush: state.brush, told: false,
            passing: shown(model.sheet, {...state, brush: {}, top: 0}).kept};
        stack.setPointerCapture(event.pointerId);
        event.preventDefault();
        stack.focus({preventScroll: true});
    });

    stack.addEventListener("pointermove", event => {
        const {x, y} = placeOf(event);
        if (drag) {
            brushTo(fractionOf(y));
        } else if (scene) {
            const onAxis = axisNear(x) >= 0;
            stack.style.cursor = onAxis ? "ns-resize" : "";
            const row = onAxis ? null : nearest(scene.xs, scene.ys, rows, x, y, REACH);
            act.hover(row === null ? null : scene.points[row].number);
        }
    });

    function brushTo(at) {
        if (!drag.moved && Math.abs(at - drag.at) < 0.01) {
            return;
        }
        drag.moved = true;
        drag.resting = false;
        const [from, to] = drag.held ? moved(drag.held, at - drag.at) : [drag.at, at];
        const kept = brushOf(drag.axis, from, to);
        const {[drag.name]: _, ...others} = state.brush;
        drag.brush = isWhole(kept) ? others : {...others, [drag.name]: kept};
        const tests = Object.entries(drag.brush);
        const passing = scene.order.filter(row => drag.passing.has(scene.points[row].number)
            && tests.every(([name, brush]) => within(valueOf(scene.points[row], name), brush)));
        choose(state.top > 0 ? passing.slice(0, state.top) : passing);
        overlay();
        clearTimeout(drag.timer);
        drag.timer = setTimeout(tell, REST_MS);
    }

    function moved([low, high], by) {
        const within = Math.max(-low, Math.min(1 - high, by));
        return [low + within, high + within];
    }

    // One entry in the history for each drag, however often it rests.
    function tell() {
        const {brush, told} = drag;
        drag.told = drag.resting = true;
        (told ? act.replace : act.go)({brush});
    }

    stack.addEventListener("pointerup", event => {
        if (drag) {
            clearTimeout(drag.timer);
            if (!drag.moved) {
                const {[drag.name]: _, ...others} = state.brush;
                drag.brush = others;
            }
            tell();
            drag = null;
            if (sketched) {
                repaint();
            } else {
                overlay();
            }
        } else if (scene) {
            const {x, y} = placeOf(event);
            const row = nearest(scene.xs, scene.ys, rows, x, y, REACH);
            if (row !== null) {
                act.go({chosen: toggled(state.chosen, scene.points[row].number)});
            }
        }
    });
    stack.addEventListener("pointercancel", () => {
        clearTimeout(drag?.timer);
        drag = null;
        repaint();
    });
    stack.addEventListener("pointerleave", () => !drag && act.hover(null));
    walk(stack, act, () => ({numbers: rows.map(row => scene.points[row].number).reverse(), hovered: model.hovered, chosen: state.chosen}));

    function repaint() {
        if (scene) {
            choose(scene.order.filter(row => model.shown.kept.has(scene.points[row].number)));
            overlay();
        }
    }

    const observer = new ResizeObserver(() => {
        if (scene && scroll.clientWidth > 0 && scene.seen !== scroll.clientWidth) {
            scene.seen = scroll.clientWidth;
            layOut();
            repaint();
        }
    });
    observer.observe(scroll);
    const endScheme = onScheme(() => {
        greyOf = null;
        repaint();
    });

    function close() {
        observer.disconnect();
        endScheme();
        rest.stop();
        front.stop();
        render(nothing, place);
    }

    return {show, close};
}
