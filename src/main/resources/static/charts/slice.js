// One swept parameter against the validation score: points with their intervals.

import {colour, html, nothing, render, roleOf} from "../dom.js";
import {empty} from "../parts.js";
import {axis, mark, plot, roundNumbers, walk} from "../plot.js";
import {sound, valueOf} from "../sheet.js";
import {bestFirst, sentence, swept} from "./points.js";
import {axisOf, shortNumber, WHOLE} from "./scales.js";
import {toggled} from "../state.js";

const NEAR = 18; // pixels within which a point is meant
const SPRITE = 20; // pixels of a mark's picture
const CROWD = 300; // more points than that are small, and only chosen ones have their intervals drawn
const SPREAD = 0.32; // points of one word lie beside each other, over so much of its room

export function slice(place, act) {
    render(html`<div class="controls"></div><div class="chart" role="application" data-chart="slice"></div><p class="hint"></p><div></div>`, place);
    const [controls, canvas, hint, none] = place.children;
    const drawing = plot(canvas);
    let before = [];
    let seen = null;

    walk(canvas, act, () => ({
        numbers: bestFirst(seen.points).map(point => point.number).reverse(), hovered: seen.model.hovered, chosen: seen.state.chosen,
    }));

    function show(model, state) {
        const now = [model.shown.kept, state.parameter, state.log.join(), model.importance, state.chosen.join(), model.hovered];
        const same = now.map((value, i) => value === before[i]);
        if (same.every(Boolean)) {
            return;
        }
        before = now;
        if (!same.slice(0, 4).every(Boolean) || !seen) {
            draw(model, state);
        } else {
            seen = {...seen, model, state};
            if (!same[4]) {
                drawing.current()?.redraw(false);
            }
        }
        const hovered = model.sheet.pointOf.get(model.hovered);
        const at = seen?.points.indexOf(hovered) ?? -1;
        drawing.spot(at < 0 ? null : [seen.xs[at], hovered.validationScore]);
        render(hovered ? sentence(hovered, model.sheet) : note(seen?.points ?? []), hint);
    }

    function draw(model, state) {
        const parameters = swept(model.sheet);
        const parameter = parameters.find(({name}) => name === state.parameter) ?? mostImportant(parameters, model.importance);
        const points = parameter ? model.shown.points.filter(point => point.validationScore !== null && valueOf(point, parameter.name) !== null) : [];
        canvas.hidden = hint.hidden = points.length === 0;
        controls.hidden = !parameter;
        render(points.length > 0 ? nothing : empty(parameter ? "No point that is shown has a score and a value of it." : "No parameter is swept."), none);
        if (!parameter) {
            return;
        }
        // The scale is that of all points: what passes a brush does not move the axis.
        const scale = axisOf(model.sheet.points.map(point => valueOf(point, parameter.name)), parameter.kind, scaleOf(parameter, state));
        const sorted = points.map(point => ({point, x: placeOf(point, parameter, scale)})).filter(({x}) => x !== null)
            .sort((a, b) => a.x - b.x || a.point.number - b.point.number);
        const same = seen?.drawn === `${parameter.name} ${scale.kind} ${state.chosen}` && seen.points.length === sorted.length
            && sorted.every(({point}, i) => point === seen.points[i]);
        if (same) {
            seen = {...seen, model, state};
            return;
        }
        seen = {drawn: `${parameter.name} ${scale.kind} ${state.chosen}`, model, state, parameter, scale, points: sorted.map(({point}) => point), xs: sorted.map(({x}) => x)};
        render(choice(parameters, parameter, scale, state), controls);
        if (points.length > 0) {
            canvas.setAttribute("aria-label", gist(seen));
            drawing.show(options, [seen.xs, ...extents(seen.points, new Set(state.chosen))], `${model.sheet.run.id} ${parameter.name} ${scale.kind}`, String(scale.words));
        }
    }

    function note(points) {
        const pale = points.filter(point => !sound(point)).length;
        return (points.length > CROWD ? "Means over seeds; chosen points with their 95 % intervals." : "Means over seeds, with 95 % intervals.")
            + (pale > 0 ? ` Pale: ${pale} of which not every seed has completed.` : "");
    }

    const scaleOf = ({name, scale}, state) => state.log.includes(name) ? (scale === "log" ? "linear" : "log") : scale;

    const choice = (parameters, {name}, scale, state) => html`<label>over <select aria-label="Which parameter" @change=${event => act.replace({parameter: event.target.value})}>
        ${parameters.map(each => html`<option value=${each.name} .selected=${each.name === name}>${each.name}</option>`)}</select></label>
        ${scale.words ? nothing : html`<label><input type="checkbox" .checked=${scale.kind === "log"} ?disabled=${scale.kind !== "log" && !(scale.low > 0)}
            @change=${() => act.replace({log: state.log.includes(name) ? state.log.filter(each => each !== name) : [...state.log, name]})}> logarithmic</label>`}`;

    function options() {
        const {scale, parameter} = seen;
        const ticks = scale.words
            ? {splits: () => scale.words.map((_, i) => i), values: (_, at) => at.map(i => scale.words[i] ?? ""), rotate: scale.words.join("").length > 60 ? -30 : 0}
            : {...(scale.whole ? {incrs: WHOLE} : {}), values: (_, at) => at.map(value => value === null ? "" : shortNumber(value)),
                ...(scale.kind === "log" ? {splits: (u, side, low, high) => roundNumbers(low, high), filter: (u, splits) => splits} : {})};
        return {
            scales: {
                x: {time: false, distr: scale.kind === "log" ? 3 : 1, range: () => edgesOf(scale)},
                y: {range: (u, low, high) => {
                    const room = Math.max(0.002, (high - low) * 0.06);
                    return [low - room, high + room];
                }},
            },
            axes: [axis(parameter.name, ticks), axis("validation score", {size: 56})],
            series: [{}, {paths: () => null, points: {show: false}}, {paths: () => null, points: {show: false}}],
            hooks: {
                draw: [paint],
                setCursor: [u => u.cursor.left >= 0 && act.hover(nearest(u))],
                ready: [u => u.over.addEventListener("click", choose)],
            },
        };
    }

    function paint(u) {
        const {ctx} = u;
        const {points, xs, state} = seen;
        const at = points.map((point, i) => [u.valToPos(xs[i], "x", true), u.valToPos(point.validationScore, "y", true)]);
        const chosen = new Set(state.chosen);
        const crowd = points.length > CROWD;
        ctx.save();
        ctx.beginPath();
        ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
        ctx.clip();
        whiskers(u, points, at, point => !crowd || chosen.has(point.number));
        const sprites = new Map();
        points.forEach((point, i) => {
            const {role, number} = point;
            if (!sprites.has(role)) {
                sprites.set(role, sprite(role, crowd ? 2.5 : 4));
            }
            const half = SPRITE / 2 * devicePixelRatio;
            ctx.globalAlpha = (chosen.size > 0 && !chosen.has(number)) || !sound(point) ? 0.3 : crowd ? 0.5 : 0.85;
            ctx.drawImage(sprites.get(role), at[i][0] - half, at[i][1] - half);
        });
        ctx.globalAlpha = 1;
        points.forEach(({role, number}, i) => {
            if (chosen.has(number)) {
                mark(ctx, role, ...at[i], 6 * devicePixelRatio);
                ctx.strokeStyle = colour("--text");
                ctx.lineWidth = 1.5 * devicePixelRatio;
                ctx.beginPath();
                ctx.arc(...at[i], 10 * devicePixelRatio, 0, 2 * Math.PI);
                ctx.stroke();
            }
        });
        ctx.restore();
    }

    function nearest(u) {
        let best = null;
        let least = NEAR;
        seen.points.forEach((point, i) => {
            const away = Math.hypot(u.valToPos(seen.xs[i], "x") - u.cursor.left, u.valToPos(point.validationScore, "y") - u.cursor.top);
            if (away < least) {
                [best, least] = [point.number, away];
            }
        });
        return best;
    }

    function choose() {
        const number = nearest(drawing.current());
        if (number !== null) {
            act.go({chosen: toggled(seen.state.chosen, number)});
        }
    }

    canvas.addEventListener("pointerleave", () => act.hover(null));

    function close() {
        drawing.close();
        render(nothing, place);
    }

    return {show, close};
}

function mostImportant(parameters, answer) {
    const importance = new Map((answer?.importances ?? []).map(each => [each.parameter, each.importance]));
    return [...parameters].sort((a, b) => (importance.get(b.name) ?? 0) - (importance.get(a.name) ?? 0))[0] ?? null;
}

// What the y-axis shows: all means, and of their intervals as much as lets these be told apart. Of few seeds they are wide.
function extents(points, chosen) {
    const scores = points.map(point => point.validationScore);
    const [least, most] = [Math.min(...scores), Math.max(...scores)];
    const room = Math.max(most - least, 0.02);
    const end = (point, name) => points.length > CROWD && !chosen.has(point.number) ? point.validationScore : point[name] ?? point.validationScore;
    return [
        points.map(point => Math.max(least - room, end(point, "validationLow"))),
        points.map(point => Math.min(most + room, end(point, "validationHigh"))),
    ];
}

// Words lie at 0, 1, 2, ..., and their points beside each other there, always at the same place.
function placeOf(point, {name}, scale) {
    const value = valueOf(point, name);
    if (scale.words) {
        return scale.words.indexOf(String(value)) + SPREAD * (2 * (point.number * 0.618034 % 1) - 1);
    }
    return scale.place(value) === null ? null : value;
}

function edgesOf(scale) {
    if (scale.words) {
        return [-0.5, scale.words.length - 0.5];
    }
    const {low, high} = scale;
    if (scale.kind === "log") {
        const room = low === high ? 2 : (high / low) ** 0.05;
        return [low / room, high * room];
    }
    const room = (high - low) * 0.05 || Math.abs(low) * 0.1 || 1;
    return [low - room, high + room];
}

// One path for each role: intervals are many, and strokes cheap only while they are thin.
function whiskers(u, points, at, drawn) {
    const {ctx} = u;
    ctx.lineWidth = 1;
    ctx.globalAlpha = 0.5;
    for (const role of new Set(points.map(point => point.role))) {
        ctx.strokeStyle = colour(roleOf(role).colour);
        ctx.beginPath();
        points.forEach((point, i) => {
            if (point.role === role && drawn(point) && point.validationLow !== null && point.validationHigh !== null) {
                ctx.moveTo(at[i][0], u.valToPos(point.validationLow, "y", true));
                ctx.lineTo(at[i][0], u.valToPos(point.validationHigh, "y", true));
            }
        });
        ctx.stroke();
    }
}

function sprite(role, radius) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SPRITE * devicePixelRatio;
    mark(canvas.getContext("2d"), role, canvas.width / 2, canvas.height / 2, radius * devicePixelRatio);
    return canvas;
}

function gist({points, parameter, model}) {
    const [best] = bestFirst(points);
    return `Validation score over ${parameter.name}: ${points.length} points. The best: ${sentence(best, model.sheet)}. Arrow keys move over points, Enter chooses.`;
}
