// Salesforce record ids: 15 case-sensitive characters, 18 with the checksum suffix.
const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/** The 3-character suffix of a 15-character id: five bits for each chunk of five, set where upper case. */
export function idSuffix(id15: string): string {
  let suffix = "";
  for (let chunk = 0; chunk < 15; chunk += 5) {
    let bits = 0;
    for (let bit = 0; bit < 5; bit += 1) {
      const char = id15.charAt(chunk + bit);
      if (char >= "A" && char <= "Z") bits |= 1 << bit;
    }
    suffix += SUFFIX.charAt(bits);
  }
  return suffix;
}

/** The 18-character form of a 15 or 18 character id, or null when it is neither. */
export function parseId(text: string): string | null {
  if (/^[A-Za-z0-9]{15}$/.test(text)) return text + idSuffix(text);
  if (!/^[A-Za-z0-9]{18}$/.test(text)) return null;
  const id15 = text.slice(0, 15);
  return idSuffix(id15) === text.slice(15).toUpperCase() ? id15 + idSuffix(id15) : null;
}

/** Mints ids of one object: key prefix, pod, then a counter. */
export function idMint(keyPrefix: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return makeId(keyPrefix, count);
  };
}

export function makeId(keyPrefix: string, count: number): string {
  let digits = "";
  for (let rest = count; rest > 0; rest = Math.floor(rest / 62)) digits = BASE62.charAt(rest % 62) + digits;
  const id15 = `${keyPrefix}Hs0${digits.padStart(9, "0")}`;
  return id15 + idSuffix(id15);
}
