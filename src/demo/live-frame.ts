// One frame of the live demo as text: what happened, where it went, how long it took. Pure.
import type { Edit } from "./ledger.ts";

export interface LiveState {
  readonly records: number;
  readonly edits: readonly Edit[];
  readonly onTheirWay: number;
  readonly restarts: number;
  readonly conflicts: number;
  readonly isRestarting: boolean;
}

export interface FrameSize {
  readonly columns: number;
  readonly rows: number;
}

export interface FrameStyle {
  bold(text: string): string;
  dim(text: string): string;
  sparkline(values: readonly number[]): string;
}

/** The longest that fits is shown. */
const helps = [
  "q quit   k kill the daemon (SIGKILL) and start it again   ≠ edited on both sides: one wins, one is kept",
  "q quit   k kill the daemon and start it again   ≠ edited on both sides",
  "q quit   k kill the daemon and start it again",
  "q quit   k kill the daemon",
] as const;
const shortestHelp = "q quit   k kill";

const headLines = 5;
const footLines = 2;

/** Lines of the frame: never wider than the terminal, and one fewer than it has rows. */
export function renderFrame(state: LiveState, size: FrameSize, style: FrameStyle): readonly string[] {
  const width = Math.max(20, size.columns);
  const room = Math.max(0, size.rows - 1 - headLines - footLines);
  const head = headOf(state, width, style);
  const shown = room === 0 ? [] : state.edits.slice(-room).toReversed();
  const lines = shown.map((edit) =>
    edit.arrivedAt === null ? style.dim(editLine(edit, width)) : editLine(edit, width),
  );
  const foot = ["", style.dim(helpFor(width))];
  return [...head, ...lines, ...foot].slice(0, Math.max(1, size.rows - 1));
}

function headOf(state: LiveState, width: number, style: FrameStyle): string[] {
  const lags = lagsOf(state.edits);
  const daemon = state.isRestarting ? "restarting …" : "running";
  return [
    style.bold(cut("integ demo   Salesforce cases ⇄ Zendesk tickets, emulated on this machine", width)),
    cut(
      `${state.records} records in step   ${state.edits.length} edits   ${state.onTheirWay} on their way   ${state.conflicts} collisions`,
      width,
    ),
    cut(
      `daemon ${daemon}   kills ${state.restarts}   lag p50 ${rankOf(lags, 0.5)}  p99 ${rankOf(lags, 0.99)}`,
      width,
    ),
    `${style.sparkline(lags.slice(-Math.min(60, width - 6)))} ${style.dim("lag")}`,
    "",
  ];
}

const helpFor = (width: number): string => helps.find((help) => help.length <= width) ?? shortestHelp;

/** What the demo showed, in one line. */
export function summaryLine(edits: readonly Edit[]): string {
  const lags = lagsOf(edits);
  const collisions = countCollisions(edits);
  const lag = `lag p50 ${rankOf(lags, 0.5)}, p99 ${rankOf(lags, 0.99)}`;
  return `${edits.length} edits, ${lags.length} arrived, ${lag}, ${collisions} ${collisions === 1 ? "collision" : "collisions"}`;
}

/** Each collision is two edits of one field, one on each side. */
export const countCollisions = (edits: readonly Edit[]): number =>
  edits.filter((edit) => edit.contested).length / 2;

const lagsOf = (edits: readonly Edit[]): readonly number[] =>
  edits.flatMap((edit) => (edit.arrivedAt === null ? [] : [edit.arrivedAt - edit.at]));

function rankOf(lags: readonly number[], share: number): string {
  return seconds(lags.toSorted((a, b) => a - b)[Math.ceil(lags.length * share) - 1]);
}

const seconds = (ms: number | undefined): string => (ms === undefined ? "–" : `${(ms / 1000).toFixed(1)} s`);

function editLine(edit: Edit, width: number): string {
  const way = edit.system === "salesforce" ? "Salesforce → Zendesk   " : "Zendesk    → Salesforce";
  const what = edit.field === "create" ? `new: ${edit.value}` : `${edit.field}: ${edit.value}`;
  const about = edit.field === "create" || edit.field === "subject" ? "" : ` (${edit.title})`;
  return cut(`${outcomeOf(edit).padStart(7)}  ${way}  ${edit.contested ? "≠" : " "} ${what}${about}`, width);
}

function outcomeOf(edit: Edit): string {
  if (edit.isOverruled) return "kept";
  return edit.arrivedAt === null ? "…" : seconds(edit.arrivedAt - edit.at);
}

const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, width - 1)}…`;
