// Numbers as decimal text, so that money neither drifts nor loses digits a float can't hold.

const decimalPattern = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d{1,4}))?$/i;
const mostDigits = 400;

/** Plain decimal text (`-12.5`, `0`) of a number's text, exponents spelled out; null when it is no number. */
export function plainDecimal(text: string): string | null {
  const parts = decimalPattern.exec(text.trim());
  if (parts === null) return null;
  const [, sign, whole = "", fraction = "", exponent] = parts;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent ?? 0);
  if (digits === "" || Math.abs(point) > mostDigits || digits.length > mostDigits) return null;
  const padded = digits.padStart(digits.length + Math.max(0, -point), "0").padEnd(Math.max(point, 0), "0");
  const at = Math.max(point, 0);
  const before = padded.slice(0, at).replace(/^0+/, "") || "0";
  const after = padded.slice(at).replace(/0+$/, "");
  const plain = after === "" ? before : `${before}.${after}`;
  return sign === "-" && plain !== "0" ? `-${plain}` : plain;
}

/**
 * The one form of a number: a JavaScript number where it holds all digits, else plain decimal text.
 * Null when the value is no number.
 */
export function exactNumber(value: string | number): number | string | null {
  if (typeof value === "number") return Number.isFinite(value) ? value + 0 : null;
  const plain = plainDecimal(value);
  if (plain === null) return null;
  const number = Number(plain);
  return Number.isFinite(number) && plainDecimal(String(number)) === plain ? number : plain;
}

/** Plain decimal text cut to `decimals` digits after the point, half away from zero. */
export function roundDecimal(plain: string, decimals: number): string {
  const sign = plain.startsWith("-") ? "-" : "";
  const [whole = "0", fraction = ""] = plain.slice(sign.length).split(".");
  if (fraction.length <= decimals) return plain;
  const kept = BigInt(whole + fraction.slice(0, decimals)) + (Number(fraction[decimals]) >= 5 ? 1n : 0n);
  const digits = kept.toString().padStart(decimals + 1, "0");
  const at = digits.length - decimals;
  return plainDecimal(`${sign}${digits.slice(0, at)}.${digits.slice(at)}`) ?? plain;
}
