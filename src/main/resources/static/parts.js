// Small parts that several views have: words with their colours, the bar of a run's progress, panels.

import {child, html, nothing} from "./dom.js";
import {count, duration, setting} from "./format.js";

/** A state, outcome or verdict in its colour. */
export const word = text => (text ? html`<span class=${text.replaceAll(" ", "-")}>${text}</span>` : nothing);

/** How far a run is: of all its trials, as far as they are known. */
export function progressOf(run) {
    const ended = Object.entries(run.counts)
        .filter(([state]) => !["pending", "running", "paused"].includes(state))
        .reduce((sum, [, trials]) => sum + trials, 0);
    return run.progress ?? {done: ended, expected: run.trials, secondsLeft: null};
}

/** A run's progress as a bar with its words. */
export function progressBar(run) {
    const {done, expected, secondsLeft} = progressOf(run);
    const left = run.state === "running" && secondsLeft !== null ? `, ${duration(secondsLeft)} left` : "";
    return html`<span class="progress">
        <progress max=${Math.max(1, expected)} value=${done} aria-label="Trials that ended"></progress>
        <span>${count(done)} of ${count(expected)}${left}</span></span>`;
}

/** A parameter with its value, on one line. */
export const pair = (name, value) =>
    html`<span class="pair"><span class="quiet">${name}</span> ${setting(value)}</span> `;

/** Why a view has nothing to show. */
export const empty = why => html`<p class="quiet empty">${why}</p>`;

/** A panel at the end of a grid, under a heading: its section, and the element for what it holds. */
export function panelIn(grid, {name, title, wide = false}) {
    const section = child(grid, "section", wide ? "panel wide" : "panel");
    section.dataset.panel = name;
    section.setAttribute("aria-labelledby", `${name}-title`);
    const heading = child(section, "h2");
    heading.id = `${name}-title`;
    heading.textContent = title;
    return {section, body: child(section, "div", `body ${name}`)};
}
