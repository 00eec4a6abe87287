// What is wrong with a cron expression, and in which field.

interface CronField {
  readonly title: string;
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
}

const plain = (title: string, min: number, max: number): CronField => ({ title, min, max, names: [] });
const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const secondField = plain("second", 0, 59);
const minuteFields: readonly CronField[] = [
  plain("minute", 0, 59),
  plain("hour", 0, 23),
  plain("day of month", 1, 31),
  { title: "month", min: 1, max: 12, names: monthNames },
  // Both 0 and 7 are Sunday.
  { title: "day of week", min: 0, max: 7, names: weekdayNames },
];

function numberOf(text: string, field: CronField): number | null {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  const index = field.names.indexOf(text.toLowerCase());
  return index === -1 ? null : index + field.min;
}

function valueFault(text: string, field: CronField): string | null {
  const value = numberOf(text, field);
  const allowed = `${field.min}-${field.max}${field.names.length === 0 ? "" : " or a name"}`;
  if (value === null) return `"${text}" is no number (${allowed})`;
  return value < field.min || value > field.max ? `${text} is out of range (${allowed})` : null;
}

function rangeFault(text: string, field: CronField): string | null {
  const [from = "", to, ...more] = text.split("-");
  if (to === undefined) return valueFault(from, field);
  if (more.length > 0) return `"${text}" is no range`;
  const fault = valueFault(from, field) ?? valueFault(to, field);
  if (fault !== null) return fault;
  return (numberOf(from, field) ?? 0) > (numberOf(to, field) ?? 0)
    ? `the range ${text} runs backwards`
    : null;
}

function itemFault(text: string, field: CronField): string | null {
  const [range = "", step, ...more] = text.split("/");
  if (more.length > 0) return `"${text}" has more than one step`;
  if (step !== undefined && (!/^\d{1,4}$/.test(step) || Number(step) === 0)) return `"${step}" is no step`;
  if (step !== undefined && range !== "*" && !range.includes("-"))
    return `a step needs * or a range before it, not "${range}"`;
  return range === "*" ? null : rangeFault(range, field);
}

/** Most days each month has. */
const monthLengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The numbers a checked item stands for. */
function numbersIn(item: string, field: CronField): readonly number[] {
  const [range = "", step = "1"] = item.split("/");
  const [from = "", to = from] = range === "*" ? [String(field.min), String(field.max)] : range.split("-");
  const first = numberOf(from, field) ?? field.min;
  const last = numberOf(to, field) ?? field.max;
  const count = Math.floor((last - first) / Number(step)) + 1;
  return Array.from({ length: count }, (_, index) => first + index * Number(step));
}

/** A day that none of the months has. The days of the week only narrow it further: the scheduler wants both to fit. */
function neverFault(days: string, months: string): string | null {
  const [, , dayField, monthField] = minuteFields;
  if (!dayField || !monthField) return null;
  const numbers = (text: string, field: CronField) =>
    text.split(",").flatMap((item) => numbersIn(item, field));
  const firstDay = Math.min(...numbers(days, dayField));
  const longest = Math.max(...numbers(months, monthField).map((month) => monthLengths[month - 1] ?? 0));
  if (firstDay <= longest) return null;
  return `it never comes: no month of "${months}" has a day ${firstDay} (day of month "${days}")`;
}

/**
 * Says what is wrong with a cron expression of 5 fields (minute, hour, day of month, month, day of week)
 * or 6 (second first): a sentence that names the field, or that there is no such day; null when it is right.
 */
export function cronFault(expression: string): string | null {
  const parts = expression.trim().split(/\s+/);
  if (expression.trim() === "" || parts.length < 5 || parts.length > 6) {
    const count = expression.trim() === "" ? 0 : parts.length;
    return `a cron expression has 5 fields (minute hour day-of-month month day-of-week), or 6 with seconds first; this has ${count}`;
  }
  const fields = parts.length === 6 ? [secondField, ...minuteFields] : minuteFields;
  for (const [index, field] of fields.entries()) {
    for (const item of (parts[index] ?? "").split(",")) {
      const fault = itemFault(item, field);
      if (fault !== null) return `cron field ${index + 1} (${field.title}): ${fault}`;
    }
  }
  const [days = "", months = ""] = parts.slice(-3);
  return neverFault(days, months);
}
