// Bounds on what is read, so that hostile text costs bounded time and memory.

/** Lists nest at most this deep; what lies deeper moves up. */
export const MOST_LIST_DEPTH = 8;
/** Markdown numbers items with at most nine digits. */
export const MOST_LIST_START = 100_000_000;
/** A table with more cells becomes lines of text. */
export const MOST_CELLS = 20_000;
/** Nodes of a vendor's document below this depth are read as text. */
export const MOST_NODE_DEPTH = 100;
/** Nodes of a vendor's document beyond this number are read as text. */
export const MOST_NODES = 100_000;
/** Open HTML tags inside each other, and tags altogether, beyond which only the text is taken. */
export const MOST_TAG_DEPTH = 100;
export const MOST_TAGS = 50_000;
/** Markers (`*`, `[` …) in one Markdown paragraph beyond which they are text; their matching is quadratic. */
export const MOST_MARKERS = 2_000;
/** Quote and list markers at the beginning of one Markdown line beyond which they are text. */
export const MOST_CONTAINERS = 20;
