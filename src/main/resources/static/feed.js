// Where the page's answers come from: the server's API, live by its events, and by asking now and then where there are
// none. Answers are kept with their tags, so that what did not change is not sent again and stays the same object.

import {goesOn, merged} from "./sheet.js";

const ROOT = "api/v1/";
const KEPT = 80; // answers
const KEPT_SHEETS = 6;
const POLL_SECONDS = 2; // while a run is at work and no event comes
const REST_SECONDS = 15;
const AGAIN_SECONDS = 30; // until a stream that was refused is tried again

/**
 * The server's answers.
 *
 * @param told is called with {kind: "run" | "experiments" | "poll" | "live", ...} whenever something may be new
 * @param busy says whether a run is at work
 */
export function liveFeed(told, busy) {
    const kept = new Map(); // by path: {tag, text, answer}
    const flying = new Map(); // by path: the promise of what was asked
    const sheets = new Map(); // by path: {tag, sheet}
    let live = "connecting";
    let timer = 0;
    let events = null; // the stream
    let retry = 0;

    /**
     * The answer of an address below the API's root; the same object as long as it did not change.
     *
     * @param signal ends the asking; what is asked with one is asked for once, and kept nowhere
     */
    function ask(path, signal) {
        if (signal) {
            return request(path, {}, "GET", signal).then(response => response.json());
        }
        if (!flying.has(path)) {
            flying.set(
                path,
                load(path).finally(() => flying.delete(path)),
            );
        }
        return flying.get(path);
    }

    async function load(path) {
        const known = kept.get(path);
        const response = await request(path, known?.tag ? {"If-None-Match": known.tag} : {});
        if (response.status === 304) {
            return known.answer;
        }
        // A tag is that of the whole run, so the same may well be said under another.
        const text = await response.text();
        const answer = text === known?.text ? known.answer : JSON.parse(text);
        kept.delete(path);
        kept.set(path, {tag: response.headers.get("ETag"), text, answer});
        forget(kept, KEPT);
        return answer;
    }

    /** The sheet of a run, of which only what changed is sent; one request at a time for each run. */
    async function sheet(run) {
        const path = `runs/${encodeURIComponent(run)}/sheet`;
        if (!flying.has(path)) {
            flying.set(
                path,
                loadSheet(path).finally(() => flying.delete(path)),
            );
        }
        return flying.get(path);
    }

    async function loadSheet(path) {
        const known = sheets.get(path);
        const response = known
            ? await request(
                  `${path}?since=${encodeURIComponent(known.sheet.revision)}`,
                  known.tag ? {"If-None-Match": known.tag} : {},
              )
            : await request(path, {});
        if (response.status === 304) {
            return known.sheet;
        }
        const answer = await response.json();
        sheets.delete(path);
        if (known && !goesOn(known.sheet, answer)) {
            return loadSheet(path);
        }
        const now = {sheet: merged(known?.sheet ?? null, answer), tag: response.headers.get("ETag")};
        sheets.set(path, now);
        forget(sheets, KEPT_SHEETS);
        return now.sheet;
    }

    /** Has the server do something; only what it allows. */
    async function send(path) {
        return (await request(path, {}, "POST")).json();
    }

    // A browser has few connections to a server for all of its windows, so one that nobody sees holds none.
    function listen() {
        clearTimeout(retry);
        if (document.hidden) {
            events?.close();
            events = null;
        } else if (!events) {
            open();
        }
    }

    function open() {
        events = new EventSource(ROOT + "events");
        const hear = kind => events.addEventListener(kind, event => told({kind, ...JSON.parse(event.data || "{}")}));
        hear("run");
        hear("experiments");
        events.onopen = () => become("live");
        events.onerror = () => {
            become("polling");
            if (events?.readyState === EventSource.CLOSED) {
                events = null;
                retry = setTimeout(listen, AGAIN_SECONDS * 1000);
            }
        };
    }

    function become(other) {
        if (live !== other) {
            live = other;
            told({kind: "live", live});
            poll();
        }
    }

    function poll() {
        clearTimeout(timer);
        timer = setTimeout(
            () => {
                told({kind: "poll"});
                poll();
            },
            (live !== "live" && busy() ? POLL_SECONDS : REST_SECONDS) * 1000,
        );
    }

    /** From here on, whoever is told is told. */
    function start() {
        document.addEventListener("visibilitychange", listen);
        listen();
        poll();
    }

    return {ask, sheet, send, start};
}

async function request(path, headers, method = "GET", signal = undefined) {
    const response = await fetch(ROOT + path, {
        method,
        signal,
        headers: {Accept: "application/json", ...headers},
        cache: "no-store",
    });
    if (!response.ok && response.status !== 304) {
        const problem = await response.json().catch(() => ({}));
        throw new Error(problem.detail ?? `${path} answers ${response.status}`);
    }
    return response;
}

// What was asked for longest ago goes first.
function forget(map, most) {
    while (map.size > most) {
        map.delete(map.keys().next().value);
    }
}
