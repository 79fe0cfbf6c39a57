// What the views build their parts with: lit's templates, which keep elements, focus and scroll where nothing changed,
// and the colours of the style sheet for those who draw. Text in templates is text, never HTML.

export {html, nothing, render, svg} from "./vendor/lit-html-3.3.3/lit-html.js";
export {repeat} from "./vendor/lit-html-3.3.3/directives/repeat.js";
export {live} from "./vendor/lit-html-3.3.3/directives/live.js";

/** A fresh element within another. */
export function child(place, tag, className = "") {
    const node = document.createElement(tag);
    node.className = className;
    place.append(node);
    return node;
}

const resolved = new Map();

/** What a colour variable of the style sheet is now, as canvases want it. */
export function colour(name) {
    if (!resolved.has(name)) {
        const probe = child(document.body, "span");
        probe.style.color = `var(${name})`;
        resolved.set(name, getComputedStyle(probe).color);
        probe.remove();
    }
    return resolved.get(name);
}

const redraws = new Set();

/** Calls back whenever light turns to dark; returns what ends that. */
export function onScheme(redraw) {
    redraws.add(redraw);
    return () => redraws.delete(redraw);
}

/** Has the page be light, dark, or as the system is. */
export function theme(name) {
    if ((document.documentElement.dataset.theme ?? "") !== name) {
        document.documentElement.dataset.theme = name;
        turn();
    }
}

function turn() {
    resolved.clear();
    redraws.forEach(redraw => redraw());
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", turn);

/** Roles of points, their colours in the style sheet, and the shapes of their marks. */
export const ROLES = [
    {role: "hypernetwork", colour: "--hyper", shape: "circle"},
    {role: "plain", colour: "--plain", shape: "ring"},
    {role: "matched", colour: "--matched", shape: "square"},
    {role: "pruned", colour: "--pruned", shape: "triangle"},
    {role: "low-rank-plain", colour: "--low-rank", shape: "diamond"},
    {role: "quantised-8", colour: "--matched", shape: "triangle"},
    {role: "quantised-4", colour: "--matched", shape: "diamond"},
    {role: "z-frozen", colour: "--frozen", shape: "square"},
    {role: "given", colour: "--plain", shape: "diamond"},
    {role: "fine-tuned", colour: "--matched", shape: "ring"},
    {role: "lora", colour: "--low-rank", shape: "circle"},
    {role: "z-shuffled", colour: "--shuffled", shape: "triangle"},
];

/** The colour and shape of a role; one that is not listed looks like a plain network. */
export const roleOf = name => ROLES.find(({role}) => role === name) ?? {...ROLES[1], role: name};
