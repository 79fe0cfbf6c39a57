// One question at a time: while one is under way, only the last of those that come is kept, so that whoever moves fast
// sees where they are and not where they were, and the server never has a queue.

/**
 * @param ask promises the answer of a question; takes a signal that ends it
 * @param told is called with (question, answer, milliseconds) and with (question, null, milliseconds, fault)
 * @param clock in milliseconds
 */
export function lastOnly(ask, told, clock = () => performance.now()) {
    let flying = null; // {controller}
    let next = null;
    let closed = false;

    async function send(question) {
        const mine = {controller: new AbortController()};
        flying = mine;
        const begun = clock();
        const answer = await ask(question, mine.controller.signal).then(value => ({value, fault: null}), fault => ({value: null, fault}));
        if (closed || flying !== mine) {
            return;
        }
        flying = null;
        const waiting = next;
        next = null;
        told(question, answer.value, clock() - begun, answer.fault);
        if (waiting !== null && !closed) {
            send(waiting);
        }
    }

    return {
        /** Asks as soon as nothing is under way; what waited for that before is forgotten. */
        want(question) {
            if (flying) {
                next = question;
            } else {
                send(question);
            }
        },

        /** Whether an answer is still to come. */
        busy: () => flying !== null,

        close() {
            closed = true;
            next = null;
            flying?.controller.abort();
        },
    };
}

const SIDES = [24, 32, 48, 64, 96]; // points of a side
const PATIENCE = 45; // milliseconds a move may take

/** How fine a picture may be for moves to stay fluid: coarser after a slow answer, finer after some fast ones. */
export function fineness() {
    let at = 3;
    let fast = 0;
    return {
        moving: () => SIDES[at],
        resting: () => Math.max(64, SIDES[at]),
        took(milliseconds) {
            fast = milliseconds < PATIENCE / 3 ? fast + 1 : 0;
            if (milliseconds > PATIENCE && at > 0) {
                at--;
            } else if (fast >= 8 && at < 3) {
                at++;
                fast = 0;
            }
        },
    };
}
