// The page: reads its state from the address, gets what that needs from the feed, and has the views show it. How a view
// is added is said at the head of views.js: one line in one table.

import {forgetting, outdated, told} from "./answers.js";
import {html, render, theme} from "./dom.js";
import {liveFeed} from "./feed.js";
import {time} from "./format.js";
import {guardedIn} from "./guard.js";
import {moved, shown} from "./sheet.js";
import {link, pinned, read, title, within, write} from "./state.js";
import {storedFeed} from "./stored.js";
import {PLACES} from "./views.js";

const OPERATIONS = ["stop", "resume", "retry"]; // on runs, where the server has an address for them

const at = id => document.getElementById(id);

let state = read(location.hash);
let model = {
    experiments: null,
    experiment: null,
    sheet: null,
    shown: null,
    hovered: null,
    live: "connecting",
    user: null, // who asks, where a password is asked for
    operations: [],
    faults: {},
};
let mounted = null; // {place, view}
let paths = {}; // by the name in the model: what is asked for
let said = "";
let asOf = null;

const held = at("stored"); // there if the page is a file that holds its answers
const stored = held && JSON.parse(held.textContent);
const feed = stored
    ? storedFeed(stored, hear)
    : liveFeed(hear, () => model.sheet?.run.state === "running" || atWork());

// A file of one run begins there: a list of one would only stand in the way.
if (stored && location.hash === "" && Object.keys(stored.sheets).length === 1) {
    location.replace(`#run=${Object.keys(stored.sheets)[0]}`);
    state = read(location.hash);
}

const act = {
    go: changes => change(changes, "pushState"),
    replace: changes => change(changes, "replaceState"),
    hover: hovered => hovered !== model.hovered && put({hovered}),
    ask: (path, signal) => feed.ask(path, signal),
    send: path => feed.send(path).then(answer => (refresh(), answer)),
    say: sentence => {
        said = sentence;
        showStatus();
    },
};

function change(changes, how) {
    const {hash, cut} = write(pinned(state, changes, model.sheet));
    if (hash !== location.hash && !(hash === "" && location.hash === "")) {
        history[how]({scroll: scrollY}, "", hash || "#");
    }
    said =
        cut.length > 0 ? `Too much to stand in an address: the end of what is ${cut.join(" and ")} is left out.` : "";
    turn(false);
}

// The user went somewhere by a link, the history, or a choice.
function turn(restore) {
    clearTimeout(resting);
    const before = state;
    const run = runOf();
    state = read(location.hash);
    theme(state.theme);
    const elsewhere =
        before.view !== state.view ||
        (before.run !== state.run && run !== runOf()) ||
        before.experiment !== state.experiment ||
        before.trial !== state.trial;
    if (elsewhere) {
        choose();
    }
    show();
    if (elsewhere) {
        scrollTo(0, restore ? (history.state?.scroll ?? 0) : 0);
        at("view").focus({preventScroll: true});
    }
    refresh(elsewhere);
}

addEventListener("popstate", () => {
    said = "";
    turn(true);
});

// Where the user was is known when they come back, however they left.
let resting = 0;
addEventListener(
    "scroll",
    () => {
        clearTimeout(resting);
        resting = setTimeout(keepScroll, 150);
    },
    {passive: true},
);
addEventListener("click", keepScroll, {capture: true});

function keepScroll() {
    clearTimeout(resting);
    if (history.state?.scroll !== scrollY) {
        history.replaceState({scroll: scrollY}, "");
    }
}

// What is not of the place that the state names is not shown there.
function choose() {
    const experiment = model.experiments && experimentOf();
    const sheet = model.sheet && String(model.sheet.run.id) === runOf() ? model.sheet : null;
    model = {...model, experiment, sheet, shown: null, hovered: null};
}

const experimentOf = () =>
    model.experiments.find(experiment =>
        state.experiment
            ? experiment.name === state.experiment
            : experiment.runs.some(run => String(run.id) === runOf()),
    ) ?? null;

function runOf() {
    return (
        state.run ||
        String(model.experiments?.find(experiment => experiment.name === state.experiment)?.runs[0]?.id ?? "") ||
        String((state.trial && model.trial?.run) ?? "")
    );
}

const atWork = () => (model.experiments ?? []).some(experiment => experiment.runs.some(run => run.state === "running"));

function hear(event) {
    if (document.hidden && event.kind !== "live") {
        return; // what came meanwhile is asked for once somebody looks again
    }
    if (event.kind === "run" && model.experiments) {
        put({experiments: moved(model.experiments, event)});
        if (String(event.run) === runOf() && event.revision !== model.sheet?.revision) {
            refresh();
        }
    } else if (event.kind === "live") {
        said = event.left ? event.left.join(" ") : said;
        put({live: event.live, made: event.made});
    } else {
        stale = true;
        refresh();
    }
}

let stale = true; // whether the list of experiments is to be asked for again
let moves = true; // whether the sheet is
let busy = false;
let again = false;

/** @param more whether there may be something new of the run; else the user has only chosen something */
async function refresh(more = true) {
    moves ||= more;
    again = true;
    if (busy) {
        return;
    }
    busy = true;
    try {
        while (again) {
            again = false;
            await load();
        }
    } finally {
        busy = false;
    }
}

async function load() {
    const asked = state;
    try {
        if (stale || !model.experiments) {
            stale = false;
            const {experiments, links, user} = await feed.ask("experiments");
            put({experiments, user: user ?? null, operations: OPERATIONS.filter(operation => links?.[operation])});
        }
        const run = runOf();
        if (model.sheet && String(model.sheet.run.id) !== run) {
            choose();
            show();
        }
        if (run && state.view !== "experiments" && (moves || !model.sheet)) {
            moves = false;
            const sheet = await feed.sheet(run);
            if (run !== runOf()) {
                again = true;
                return;
            }
            put({sheet});
        }
        await answerNeeds();
        again ||= run !== runOf(); // a trial without its run in the address has come
        asOf = model.made ?? new Date();
        put({faults: {...model.faults, page: null}});
    } catch (fault) {
        put({faults: {...model.faults, page: fault.message}});
    }
    again ||= asked !== state;
}

const NEED_SECONDS = 4; // what views need beside the sheet is asked for no more often, so that watching costs little
let answered = new Map(); // by path: when it was asked for last
let waiting = 0;

// What has just been asked for may have moved once more.
function later() {
    waiting ||= setTimeout(() => {
        waiting = 0;
        refresh(false);
    }, NEED_SECONDS * 1000);
}

async function answerNeeds() {
    const needed = paths;
    answered = new Map([...answered].filter(([path]) => Object.values(needed).includes(path)));
    const now = Date.now();
    const due = Object.entries(needed).filter(
        ([name, path]) =>
            !answered.has(path) || now - answered.get(path) >= NEED_SECONDS * 1000 || model[name] === undefined,
    );
    if (due.length < Object.keys(needed).length) {
        later();
    }
    due.forEach(([, path]) => answered.set(path, now));
    await Promise.all(
        due.map(async ([name, path]) => {
            const answer = await feed.ask(path).then(
                value => ({value, fault: null}),
                fault => ({value: undefined, fault: fault.message}),
            );
            if (paths[name] === path) {
                put(told(model, name, answer));
            }
        }),
    );
    again ||= Object.values(paths).some(path => !answered.has(path));
}

function put(changes) {
    model = {...model, ...changes};
    show(!("hovered" in changes));
}

/** @param other whether there may be something to show that needs other answers */
function show(other = true) {
    const place = PLACES[state.view];
    const experiment = model.experiments && experimentOf();
    model = {...model, experiment, shown: model.sheet && shown(model.sheet, state)};
    if (other) {
        const needed = place.needs?.(state, model) ?? {};
        model = forgetting(model, paths, needed);
        paths = needed;
    }
    if (mounted?.place !== place) {
        mounted?.view.close();
        at("view").replaceChildren();
        mounted = {place, view: guardedIn(at("view"), "", element => place.view(element, act))};
    }
    mounted.view.show(model, state);
    document.title = title(state, model);
    showHead();
    showStatus();
}

function showHead() {
    const {experiment, sheet} = model;
    const run = sheet?.run.id ?? state.run;
    const name = experiment?.name ?? state.experiment;
    const trial = sheet?.trials.find(each => String(each.id) === state.trial)?.number;
    const crumbs = [
        {text: "Experiments", to: link({}, state)},
        name && {text: name, to: link({experiment: name}, state)},
        name && run && {text: `run ${run}`, to: within({experiment: name, run, trial: "", trials: []}, state)},
        state.trial && {
            text: trial === undefined ? "trial" : `trial ${trial}`,
            to: within({experiment: name, run}, state),
        },
        ["explore", "compare"].includes(state.view) && {text: state.view},
    ].filter(Boolean);
    render(
        html`
        <ol>${crumbs.map(
            (crumb, i) =>
                html`<li>${
                    i === crumbs.length - 1
                        ? html`<span aria-current="page">${crumb.text}</span>`
                        : html`<a href=${crumb.to}>${crumb.text}</a>`
                }</li>`,
        )}</ol>`,
        at("crumbs"),
    );
    const next = {"": "dark", dark: "light", light: ""};
    render(
        html`<button type="button" class="plain" @click=${() => act.replace({theme: next[state.theme]})}
        aria-label="Colours: ${state.theme || "as the system's"}">${{"": "◐", dark: "●", light: "○"}[state.theme]}</button>`,
        at("theme"),
    );
}

function showStatus() {
    const fault = model.faults.page ?? outdated(model);
    const words = {live: "live", polling: "asks every few seconds", connecting: "connecting", stored: "a file"};
    at("status").className = fault ? "failed" : model.live;
    render(
        html`${fault ?? words[model.live]}${!fault && asOf ? html`<span class="wide-only">, ${time(asOf)}</span>` : ""}`,
        at("status"),
    );
    render(said, at("said"));
}

document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
        stale = true;
        refresh();
    }
});
at("skip").addEventListener("click", event => {
    event.preventDefault(); // the address says the state
    at("view").focus();
});
history.scrollRestoration = "manual";
theme(state.theme);
show();
feed.start();
refresh();
