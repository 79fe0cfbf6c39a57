// Keeps a view that fails from stopping the others and the page.

/**
 * A view, which is made anew after it failed, as nobody knows how far it came.
 *
 * @param make makes it
 * @param tell is called with what went wrong whenever it is shown, null if nothing did
 */
export function guarded(make, tell) {
    let view = null;

    function show(model, state) {
        try {
            view ??= make();
            view.show(model, state);
            tell(null);
        } catch (fault) {
            close();
            tell(fault);
        }
    }

    function close() {
        const failed = view;
        view = null;
        try {
            failed?.close();
        } catch (fault) {
            tell(fault);
        }
    }

    return {show, close};
}

/**
 * A view in an element of its own at the end of another, where it also says why it cannot be shown.
 *
 * @param make is given an element, and makes the view
 */
export function guardedIn(place, className, make) {
    const words = place.appendChild(document.createElement("p"));
    words.className = "failed";
    words.hidden = true;
    let own = null;
    let last = "";

    function made() {
        own?.remove();
        own = place.appendChild(document.createElement("div"));
        own.className = className;
        return make(own);
    }

    return guarded(made, fault => {
        words.hidden = fault === null;
        words.textContent = fault === null ? "" : `This could not be shown: ${fault.message}`;
        if (fault !== null && last !== fault.message) {
            console.error(fault);
        }
        last = fault?.message ?? "";
    });
}
